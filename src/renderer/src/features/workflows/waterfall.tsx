import { cx } from '../../components/cx.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { duration } from '../../format.ts'
import { hasEnded } from '../../stores/run-index.ts'
import { useRuns } from '../../stores/runs.ts'
import { selectStep, useShownRun } from '../../stores/selection.ts'
import { answerMoment } from './answer-moment.ts'
import { RefusedRequest } from './refused-request.tsx'
import { useElapsed } from './use-elapsed.ts'
import type { Shown } from './use-shown.ts'
import styles from './waterfall.module.css'
import { flagAnchor, meetsFlag, scaleFor } from './waterfall-scale.ts'

/** The response's label in percent of the axis, at most; the second in a narrow pane. */
const FLAG_WIDTH = 25
const FLAG_WIDTH_NARROW = 44

const tickText = (ms: number, isLast: boolean): string => {
  if (isLast) return duration(ms)
  return ms >= 1000 ? `${ms / 1000} s` : String(ms)
}

const Bars = ({ shown }: { readonly shown: Shown }) => {
  const { executions, summary, stepId, workflow } = shown
  const lastEnd = Math.max(0, ...executions.map(step => step.startedAt + (step.durationMs ?? 0)))
  const live = summary !== undefined && !hasEnded(summary)
  const elapsed = useElapsed(live ? summary.startedAt : null)
  const total = Math.max(summary?.durationMs ?? 0, lastEnd, elapsed)
  const scale = scaleFor(total)
  const percent = (ms: number): number => Math.min(100, (ms / scale.end) * 100)
  const answer = answerMoment(shown.detail, summary)
  const flag = answer ? percent(answer.at) : null

  return (
    <>
      <div className={styles.head}>
        <span className={styles.title}>
          <h3>Waterfall</h3>
          <span className={styles.total}>{summary?.durationMs == null ? 'running' : duration(summary.durationMs)}</span>
        </span>
        <span className={styles.axis}>
          {scale.ticks.map((tick, index) => {
            const isLast = index === scale.ticks.length - 1
            const at = percent(tick)
            const anchor = index === 0 ? 'first' : isLast ? 'last' : 'middle'
            if (flag !== null && meetsFlag(at, anchor, flag, FLAG_WIDTH)) return null
            return (
              <i
                key={tick}
                className={cx(
                  isLast && styles.last,
                  index === 0 && styles.first,
                  flag !== null && meetsFlag(at, anchor, flag, FLAG_WIDTH_NARROW) && styles.nearFlag,
                )}
                style={{ left: `${at}%` }}
              >
                {tickText(tick, isLast)}
              </i>
            )
          })}
          {flag === null || !answer ? null : (
            <b
              className={cx(flagAnchor(flag) !== 'middle' && styles[flagAnchor(flag)], !answer.sent && styles.unsent)}
              style={{ left: `${flag}%` }}
            >
              {answer.sent ? 'Response' : 'Not sent'} {duration(answer.at)}
            </b>
          )}
        </span>
        <span />
      </div>
      <div className={styles.rows}>
        <span className={styles.grid} aria-hidden>
          {scale.ticks.slice(1, -1).map(tick => (
            <i key={tick} style={{ left: `${percent(tick)}%` }} />
          ))}
          {flag === null ? null : (
            <i className={cx(styles.sent, !answer?.sent && styles.unsent)} style={{ left: `${flag}%` }} />
          )}
        </span>
        <ol className={styles.list}>
          {executions.map((step, index) => {
            const after = answer !== undefined && step.startedAt >= answer.at
            const end = step.durationMs === null ? Math.max(total, step.startedAt) : step.startedAt + step.durationMs
            const failed = step.status === 'FAILED'
            const cancelled = step.status === 'CANCELLED'
            return (
              <li key={`${step.stepId}-${step.iteration?.join('.') ?? ''}-${index}`}>
                <button
                  type="button"
                  className={cx(
                    styles.row,
                    step.stepId === stepId && styles.on,
                    after && styles.after,
                    failed && styles.failed,
                    cancelled && styles.cancelled,
                    step.durationMs === null && styles.live,
                  )}
                  onClick={() => workflow && selectStep(workflow.slug, step.stepId, summary?.id)}
                >
                  <span className="el">{step.name}</span>
                  <span className="sr">
                    from {duration(step.startedAt)}
                    {step.durationMs === null ? ', running' : ''}
                    {failed ? ', failed' : ''}
                    {cancelled ? ', cancelled' : ''}
                    {after ? ', after the response' : ''}
                  </span>
                  <span className={styles.track}>
                    <u
                      style={{
                        left: `${percent(step.startedAt)}%`,
                        width: `${percent(end) - percent(step.startedAt)}%`,
                      }}
                    />
                  </span>
                  <span className={styles.ms}>{step.durationMs === null ? '…' : duration(step.durationMs)}</span>
                </button>
              </li>
            )
          })}
        </ol>
      </div>
    </>
  )
}

/**
 * When each step of the shown run ran, and the moment the response left; what ran after it is hatched. In its place, the bytes of a
 * request that started no run.
 */
export const Waterfall = ({ shown }: { readonly shown: Shown }) => {
  const { refusedId } = useShownRun()
  const refused = useRuns(state => (refusedId ? state.refusedDetails[refusedId] : undefined))
  if (refused) return <RefusedRequest refused={refused} />
  return (
    <section className={styles.dock} aria-label="Waterfall">
      {shown.executions.length > 0 ? (
        <Bars shown={shown} />
      ) : (
        <>
          <div className={styles.head}>
            <h3>Waterfall</h3>
          </div>
          <EmptyState title="No run to show">
            Send the request: each step's time stands here, and when the response left.
          </EmptyState>
        </>
      )}
    </section>
  )
}

import { Check, FileWarning, Flag, Workflow as WorkflowIcon } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef } from 'react'
import type { WorkflowEntry } from '../../../../shared/control.ts'
import { cx } from '../../components/cx.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { duration } from '../../format.ts'
import { useStacked } from '../../layout/use-media.ts'
import { selectStep } from '../../stores/selection.ts'
import { sourceKey, useWorkspace } from '../../stores/workspace.ts'
import { answerMoment } from './answer-moment.ts'
import styles from './flow.module.css'
import { FLOW, type FlowNode, type FlowTone, layoutFlow, leftOf } from './flow-layout.ts'
import { PHASE_WORDS, PhaseIcon } from './step-icon.tsx'
import type { StepPhase, StepState } from './step-state.ts'
import { stepIcon, stepSummary } from './steps/index.ts'
import { triggerIcon, triggerName, triggerSummary } from './steps/trigger.tsx'
import type { Shown } from './use-shown.ts'
import { WorkflowProblem } from './workflow-problem.tsx'

const WIRE: Record<FlowTone, string> = { plain: 'wirePlain', taken: 'wireTaken', skipped: 'wireSkipped' }

const IDLE: StepState = { phase: 'idle', durationMs: null, startedAt: null, count: 0 }

/** What stands on a card in place of a time; states with an icon of their own need no word there. */
const CARD_WORDS: Partial<Record<StepPhase, string>> = {
  skipped: 'skipped',
  disabled: 'disabled',
  delayed: 'delayed',
  paused: 'paused',
}

const stateText = (state: StepState): string =>
  state.durationMs === null ? PHASE_WORDS[state.phase] : `${PHASE_WORDS[state.phase]}, ${duration(state.durationMs)}`

/** What a card shows of one step, worked out from the document and the shown run. */
const useCards = (entry: WorkflowEntry, shown: Shown) => {
  const sources = useWorkspace(state => state.sources[sourceKey(entry)])
  const answer = answerMoment(shown.detail, shown.summary)
  return (node: FlowNode) => {
    const trigger = entry.document?.trigger
    if (!node.step) {
      return trigger
        ? { name: triggerName(trigger), summary: triggerSummary(trigger), Icon: triggerIcon(trigger), after: false }
        : { name: 'Trigger', summary: '', Icon: WorkflowIcon, after: false }
    }
    const { step } = node
    const startedAt = shown.run.states[step.id]?.startedAt ?? null
    const after = answer !== undefined && startedAt !== null && startedAt >= answer.at
    const choice = shown.run.choices[step.id] ?? null
    const summary = stepSummary(step, { choice, source: sources?.functions[step.id]?.source })
    return {
      name: step.name ?? step.id,
      summary: after ? `${summary}, after the response` : summary,
      Icon: stepIcon(step),
      after,
    }
  }
}

/** The Response step that answered: the first one that ran. */
const answeredBy = (nodes: readonly FlowNode[], shown: Shown): FlowNode | undefined =>
  nodes
    .filter(node => node.step?.type === 'response' && shown.run.states[node.id]?.phase === 'succeeded')
    .sort((a, b) => (shown.run.states[a.id]?.startedAt ?? 0) - (shown.run.states[b.id]?.startedAt ?? 0))[0]

type GraphProps = {
  readonly entry: WorkflowEntry
  readonly shown: Shown
  readonly onOpen: ((stepId: string) => void) | undefined
}

const FlowGraph = ({ entry, shown, onOpen }: GraphProps) => {
  const list = useRef<HTMLOListElement>(null)
  const layout = useMemo(() => layoutFlow(entry.document?.steps ?? [], shown.run), [entry.document, shown.run])
  const cardOf = useCards(entry, shown)
  const responseNode = answeredBy(layout.nodes, shown)
  const answer = answerMoment(shown.detail, shown.summary)

  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const index = buttons.indexOf(event.currentTarget)
    const next = buttons[index + step]
    if (index < 0 || !next) return
    event.preventDefault()
    next.focus()
    next.click()
  }

  return (
    <div className={styles.canvas} style={{ height: layout.height, minWidth: 266 + layout.depth * FLOW.indent }}>
      <svg className={styles.wires} aria-hidden="true" height={layout.height}>
        {layout.edges.map(edge => (
          <path key={`${edge.d}-${edge.tone}`} d={edge.d} className={styles[WIRE[edge.tone]]} />
        ))}
      </svg>
      <ol className={styles.list} aria-label="Steps" ref={list}>
        {layout.nodes.map(node => {
          const card = cardOf(node)
          const state = shown.run.states[node.id] ?? IDLE
          const selected = node.id === shown.stepId
          return (
            <li
              key={node.id}
              aria-label={`${card.name}, ${stateText(state)}`}
              className={styles.slot}
              style={{ top: node.top, left: leftOf(node.depth) }}
            >
              <button
                type="button"
                aria-current={selected ? 'step' : undefined}
                className={cx(styles.step, styles[state.phase], selected && styles.on)}
                onClick={() => {
                  selectStep(entry.slug, node.id, shown.summary?.id)
                  onOpen?.(node.id)
                }}
                onKeyDown={onKeyDown}
              >
                <span className={styles.ico}>
                  <card.Icon aria-hidden />
                </span>
                <span className={styles.tx}>
                  <span className={styles.line}>
                    <span className={cx(styles.tt, 'el')} title={card.name}>
                      {card.name}
                    </span>
                    <span className={styles.ms}>
                      {state.count > 1 ? `×${state.count} ` : ''}
                      {state.durationMs === null ? CARD_WORDS[state.phase] : duration(state.durationMs)}
                    </span>
                    <PhaseIcon phase={state.phase} />
                  </span>
                  <span className={cx(styles.sub, 'el')} title={card.summary}>
                    {card.summary}
                  </span>
                </span>
              </button>
            </li>
          )
        })}
      </ol>
      {layout.labels.map(label => (
        <span
          key={label.key}
          className={cx(styles.label, label.tone === 'taken' && styles.hot)}
          style={{ top: label.top, left: leftOf(label.depth) }}
        >
          {label.tone === 'taken' && label.text !== 'Each item' ? <Check className="sm" aria-hidden /> : null}
          {label.text}
        </span>
      ))}
      {responseNode && answer ? (
        <span
          className={styles.flag}
          style={{ top: responseNode.top + FLOW.card + 7, left: leftOf(responseNode.depth) + FLOW.stem + 17 }}
        >
          <Flag className={cx('sm', answer.sent ? 'acc' : 'd3')} aria-hidden />
          {answer.sent ? `Response sent at ${duration(answer.at)}` : `Response not sent, ${duration(answer.at)}`}
        </span>
      ) : null}
    </div>
  )
}

/** The workflow as a vertical flow with the shown run painted on it. `onOpen` is told of each step a person picks. */
export const Flow = ({ shown, onOpen }: { readonly shown: Shown; readonly onOpen?: (stepId: string) => void }) => {
  const entry = shown.workflow
  // Where the step has no pane of its own, the problems stand in the flow's.
  const stacked = useStacked()
  return (
    <section className={styles.flow} aria-label="Flow">
      {!entry && shown.summary ? (
        <EmptyState icon={<WorkflowIcon aria-hidden />} title={`${shown.summary.workflow} is not in this workspace`}>
          Its file was removed or has another id now. The run itself is kept: its request, answer and times are shown.
        </EmptyState>
      ) : !entry ? (
        <EmptyState icon={<WorkflowIcon aria-hidden />} title="No workflow in this workspace">
          Add a file <code>workflows/&lt;slug&gt;.workflow.yaml</code>; it shows here at once.
        </EmptyState>
      ) : entry.document ? (
        <FlowGraph entry={entry} shown={shown} onOpen={onOpen} />
      ) : (
        <div className={styles.problem}>
          <EmptyState icon={<FileWarning aria-hidden />} title={`${entry.name} does not load`}>
            Until its file is mended it answers 422 to every request.
          </EmptyState>
          {stacked ? <WorkflowProblem entry={entry} /> : null}
        </div>
      )}
    </section>
  )
}

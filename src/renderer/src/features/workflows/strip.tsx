import { ChevronsUpDown, Link, RotateCw, Square, StepForward } from 'lucide-react'
import { api } from '../../api/client.ts'
import { Button } from '../../components/button.tsx'
import { copyText } from '../../components/copy-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { StatusCode } from '../../components/status-code.tsx'
import { Tag } from '../../components/tag.tsx'
import { toast } from '../../components/toast.tsx'
import { clockTime, duration, plural, shortId, shortTime } from '../../format.ts'
import { addressOf } from '../../stores/route.ts'
import { hasEnded } from '../../stores/run-index.ts'
import { useRuns } from '../../stores/runs.ts'
import { followNewest, selectRun, useShownRun } from '../../stores/selection.ts'
import { sendEntry } from '../../stores/sends.ts'
import { runWord } from './sidebar-rows.tsx'
import styles from './strip.module.css'
import type { Shown } from './use-shown.ts'

const MENU_RUNS = 12

const stop = (runId: string): void => {
  api
    .cancelRun(runId)
    .catch((error: Error) => toast({ tone: 'bad', title: 'The run was not stopped', text: error.message }))
}

/** Names the workflow and the run whose data stands everywhere on the screen. */
export const Strip = ({ shown, stepCount }: { readonly shown: Shown; readonly stepCount: number }) => {
  const { workflow, summary, detail } = shown
  const { refusedId, picked } = useShownRun()
  const index = useRuns()
  const recent = (workflow?.id ? (index.recent[workflow.id] ?? []) : []).flatMap(id => index.summaries[id] ?? [])
  const refused = refusedId ? index.refused.find(entry => entry.id === refusedId) : undefined
  const resend = summary?.requestName ? workflow?.requests.find(entry => entry.name === summary.requestName) : undefined
  const now = Date.now()

  return (
    <div className={styles.strip}>
      <h1 className="el">{workflow?.name ?? summary?.workflow ?? 'No workflow'}</h1>
      <span className={styles.steps}>{workflow?.document ? plural(stepCount, 'step') : ''}</span>
      {refused ? (
        <>
          <span className="d3">Refused request</span>
          <span className="d2">{clockTime(refused.at)}</span>
          <StatusCode code={refused.status} size="sm" />
          <span className="mono el">{refused.code}</span>
        </>
      ) : null}
      {summary ? (
        <>
          <span className="d3">Run</span>
          <Menu
            align="end"
            trigger={
              <button
                type="button"
                className={styles.run}
                aria-label={`Run ${shortId(summary.id)}, pick another`}
                title={summary.id}
              >
                {shortId(summary.id)}
                <ChevronsUpDown className="sm" aria-hidden />
              </button>
            }
            items={[
              ...recent.slice(0, MENU_RUNS).map(run => ({
                id: run.id,
                label: `${run.code ?? runWord(run.status)}  ${shortTime(run.startedAt, now)}`,
                hint: run.requestName ?? run.source,
                onSelect: () => selectRun(run.id),
              })),
              {
                id: 'link',
                label: 'Copy link to this run',
                icon: <Link className="sm" aria-hidden />,
                separator: true,
                onSelect: () => void copyText(location.origin + addressOf({ place: 'workbench', runId: summary.id })),
              },
            ]}
          />
          <span className="d2">{clockTime(summary.startedAt)}</span>
          {summary.code === null ? (
            <span className="d2">{runWord(summary.status)}</span>
          ) : (
            <StatusCode code={summary.code} size="sm" />
          )}
          {summary.responseMs === null ? null : <span className="mono">{duration(summary.responseMs)}</span>}
        </>
      ) : null}
      {detail && workflow?.version && detail.version !== workflow.version ? (
        <Tag title="The workflow was changed since; its cards show it as it is now.">older version</Tag>
      ) : null}
      {picked ? (
        <Button variant="quiet" size="sm" onClick={followNewest} title="Show the newest run, and each that comes">
          <StepForward className="sm" aria-hidden />
          Follow newest
        </Button>
      ) : null}
      {summary && !hasEnded(summary) ? (
        <Button variant="quiet" size="sm" onClick={() => stop(summary.id)}>
          <Square className="sm bad" aria-hidden />
          Stop
        </Button>
      ) : null}
      {resend ? (
        <Button
          variant="quiet"
          size="sm"
          onClick={() => sendEntry(workflow, resend)}
          title={`Send “${resend.name}” again`}
        >
          <RotateCw className="sm" aria-hidden />
          Send again
        </Button>
      ) : null}
    </div>
  )
}

import {
  Ban,
  Binary,
  Braces,
  CircleCheck,
  CodeXml,
  File,
  FileWarning,
  Layers,
  LoaderCircle,
  type LucideIcon,
  Radio,
  Rows3,
  Send,
  ShieldX,
  Timer,
  Type,
} from 'lucide-react'
import type { RequestEntry, WorkflowEntry } from '../../../../shared/control.ts'
import type { RefusedSummary, RunStatus, RunSummary } from '../../../../shared/execution.ts'
import type { RequestBodyType } from '../../../../shared/request.ts'
import type { ListOption } from '../../components/listbox.tsx'
import { toneOfCode } from '../../components/status-code.tsx'
import { Dot } from '../../components/tag.tsx'
import { duration, shortTime } from '../../format.ts'
import { hasEnded, type RunIndex } from '../../stores/run-index.ts'
import styles from './sidebar.module.css'

const BODY_ICONS: Record<RequestBodyType, LucideIcon> = {
  none: Send,
  json: Braces,
  text: Type,
  xml: CodeXml,
  urlencoded: Rows3,
  multipart: Layers,
  file: File,
  hex: Binary,
  raw: Radio,
}

const firstError = (entry: { issues: WorkflowEntry['issues'] }) =>
  entry.issues.find(issue => issue.severity === 'error') ?? entry.issues[0]

/** A row of the workflow list: method and name; a broken one with the line to look at; a live run as a dot. */
export const workflowOption = (entry: WorkflowEntry, index: RunIndex): ListOption => {
  if (!entry.document) {
    const issue = firstError(entry)
    return {
      id: entry.slug,
      label: `${entry.name}, does not load${issue ? `, line ${issue.line}` : ''}`,
      description: issue?.message,
      content: (
        <>
          <span className={styles.verb}>
            <FileWarning className="sm bad" aria-hidden />
          </span>
          <span className="g el">{entry.name}</span>
          <span className={styles.badLine}>{issue ? `line ${issue.line}` : 'broken'}</span>
        </>
      ),
    }
  }
  const verb = entry.document.trigger.type === 'event' ? 'EVENT' : entry.document.trigger.method
  const newest = entry.id ? index.recent[entry.id]?.[0] : undefined
  const run = newest ? index.summaries[newest] : undefined
  const live = run !== undefined && !hasEnded(run)
  return {
    id: entry.slug,
    label: entry.name,
    description: [verb, entry.document.enabled ? '' : 'disabled', live ? 'running' : ''].filter(Boolean).join(', '),
    content: (
      <>
        <span className={styles.verb} aria-hidden>
          {verb}
        </span>
        <span className={entry.document.enabled ? 'g el' : 'g el d3'}>{entry.name}</span>
        {live ? <Dot tone="ok" /> : null}
      </>
    ),
  }
}

/** A row of the request list: its body's kind, its name, and the code it got last. */
export const requestOption = (
  entry: RequestEntry,
  workflow: WorkflowEntry | undefined,
  index: RunIndex,
  edited: boolean,
): ListOption => {
  const issue = entry.document ? undefined : firstError(entry)
  const runs = workflow?.id ? (index.recent[workflow.id] ?? []) : []
  const last = runs.flatMap(id => index.summaries[id] ?? []).find(run => run.requestName === entry.name)
  const Icon = entry.document ? BODY_ICONS[entry.document.body.type] : FileWarning
  return {
    id: entry.key,
    label: issue ? `${entry.name}, does not load, line ${issue.line}` : entry.name,
    description: [issue?.message, edited ? 'edited' : '', last?.code ? `last answer ${last.code}` : '']
      .filter(Boolean)
      .join(', '),
    content: (
      <>
        <span className={issue ? 'bad' : 'd3'}>
          <Icon className="sm" aria-hidden />
        </span>
        <span className="g el">{entry.name}</span>
        {edited ? (
          <span className={styles.edited} aria-hidden>
            edited
          </span>
        ) : null}
        {issue ? <span className={styles.badLine}>line {issue.line}</span> : null}
        {last?.code ? (
          <span className={`mono ${toneOfCode(last.code)}`} aria-hidden>
            {last.code}
          </span>
        ) : null}
      </>
    ),
  }
}

/** A run or a refused request, in one list by time. */
export type RunRow =
  | { readonly kind: 'run'; readonly at: number; readonly run: RunSummary }
  | { readonly kind: 'refused'; readonly at: number; readonly refused: RefusedSummary }

/** The workflow's newest runs and the requests that were refused for it, newest first; those of no workflow stand in the history. */
export const runListOf = (index: RunIndex, workflow: WorkflowEntry | undefined): RunRow[] => {
  const ids = workflow?.id ? (index.recent[workflow.id] ?? []) : []
  const runs = ids.flatMap((id): RunRow[] => {
    const run = index.summaries[id]
    return run ? [{ kind: 'run', at: run.startedAt, run }] : []
  })
  const oldest = runs.at(-1)?.at ?? 0
  const refused = index.refused
    .filter(entry => entry.workflowId !== null && entry.workflowId === workflow?.id)
    .filter(entry => runs.length < 20 || entry.at >= oldest)
    .map((entry): RunRow => ({ kind: 'refused', at: entry.at, refused: entry }))
  return [...runs, ...refused].sort((a, b) => b.at - a.at)
}

const STATUS_WORDS: Record<RunStatus, string> = {
  EXECUTING: 'running',
  DELAYED: 'delayed',
  PAUSED: 'paused',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'stopped',
}

/** A run's status in a word. */
export const runWord = (status: RunStatus): string => STATUS_WORDS[status]

/** What stands where a run has no code: its state as an icon. */
export const RunMark = ({ run }: { readonly run: RunSummary }) => {
  if (run.code !== null) return <span className={toneOfCode(run.code)}>{run.code}</span>
  if (run.status === 'DELAYED' || run.status === 'PAUSED') return <Timer className="sm info" aria-hidden />
  if (!hasEnded(run)) return <LoaderCircle className="sm info spin" aria-hidden />
  if (run.status === 'SUCCEEDED') return <CircleCheck className="sm ok" aria-hidden />
  return run.status === 'FAILED' ? <span className="bad">—</span> : <Ban className="sm d3" aria-hidden />
}

/** A row of the run list. Its name says code or state, when, and how long the answer took. */
export const runOption = (row: RunRow, now: number): ListOption => {
  const when = shortTime(row.at, now)
  if (row.kind === 'refused') {
    const { refused } = row
    return {
      id: refused.id,
      label: `${refused.status} refused, ${refused.code}, ${when}`,
      description: refused.message,
      mono: true,
      content: (
        <>
          <b className={styles.code}>
            <span className={toneOfCode(refused.status)}>{refused.status}</span>
          </b>
          <span className="g el d2">{when}</span>
          <span className={styles.refused}>
            <ShieldX className="sm" aria-hidden />
            refused
          </span>
        </>
      ),
    }
  }
  const { run } = row
  const took = run.responseMs ?? run.durationMs
  return {
    id: run.id,
    label: `${run.code ?? runWord(run.status)}, ${when}${took === null ? '' : `, ${duration(took)}`}`,
    description: [run.code === null ? '' : runWord(run.status), run.requestName ?? run.source]
      .filter(Boolean)
      .join(', '),
    mono: true,
    content: (
      <>
        <b className={styles.code}>
          <RunMark run={run} />
        </b>
        <span className="g el d2">{when}</span>
        <span className="d3">{took === null ? runWord(run.status) : duration(took)}</span>
      </>
    ),
  }
}

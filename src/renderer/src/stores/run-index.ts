import type { ControlEvent, LiveStep } from '../../../shared/control.ts'
import type { RefusedSummary, RunDetail, RunSummary } from '../../../shared/execution.ts'

/** What the page knows of runs: summaries by id, the newest ids of each workflow, live steps, whole runs that were opened. */
export type RunIndex = {
  readonly summaries: Readonly<Record<string, RunSummary>>
  /** Run ids by workflow id, newest first, as far as they were read. */
  readonly recent: Readonly<Record<string, readonly string[]>>
  readonly live: Readonly<Record<string, readonly LiveStep[]>>
  readonly details: Readonly<Record<string, RunDetail>>
  readonly refused: readonly RefusedSummary[]
}

export const EMPTY_INDEX: RunIndex = { summaries: {}, recent: {}, live: {}, details: {}, refused: [] }

const RECENT_LIMIT = 60
const REFUSED_LIMIT = 60
const DETAIL_LIMIT = 20
const KNOWN_LIMIT = 1000

/** True when a run will not change any more. */
export const hasEnded = (run: Pick<RunSummary, 'status'>): boolean =>
  run.status === 'SUCCEEDED' || run.status === 'FAILED' || run.status === 'CANCELLED'

/** Newest first by start; ids are UUIDv7, so they break ties in time order. */
export const byNewest = (a: RunSummary, b: RunSummary): number =>
  b.startedAt - a.startedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

/** The index with these summaries put in their places; a run seen again replaces what was known of it. */
export const withRuns = (index: RunIndex, runs: readonly RunSummary[]): RunIndex => {
  if (runs.length === 0) return index
  const summaries = { ...index.summaries }
  const touched = new Set<string>()
  for (const run of runs) {
    summaries[run.id] = run
    touched.add(run.workflowId)
  }
  const recent = { ...index.recent }
  for (const workflowId of touched) {
    const ids = new Set([
      ...(recent[workflowId] ?? []),
      ...runs.filter(run => run.workflowId === workflowId).map(run => run.id),
    ])
    recent[workflowId] = [...ids]
      .flatMap(id => summaries[id] ?? [])
      .sort(byNewest)
      .slice(0, RECENT_LIMIT)
      .map(run => run.id)
  }
  return forgetOld({ ...index, summaries, recent })
}

/** Drops what no list shows any more, in slices, so that a page under load stays as small and as quick as a fresh one. */
const forgetOld = (index: RunIndex): RunIndex => {
  if (Object.keys(index.summaries).length <= KNOWN_LIMIT) return index
  const kept = new Set([...Object.values(index.recent).flat(), ...Object.keys(index.details)])
  const only = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(values).filter(([id]) => kept.has(id)))
  return { ...index, summaries: only(index.summaries), live: only(index.live) }
}

const withLiveSteps = (
  index: RunIndex,
  changes: readonly { runId: string; steps: readonly LiveStep[] }[],
): RunIndex => {
  if (changes.length === 0) return index
  const live = { ...index.live }
  for (const { runId, steps } of changes) {
    const known = [...(live[runId] ?? [])]
    for (const step of steps) {
      const at = known.findIndex(
        other => other.stepId === step.stepId && String(other.iteration ?? '') === String(step.iteration ?? ''),
      )
      if (at < 0) known.push(step)
      else known[at] = step
    }
    live[runId] = known
  }
  return { ...index, live }
}

/** Refused requests, newest first, each once, the newest 60. */
export const withRefused = (index: RunIndex, refused: readonly RefusedSummary[]): RunIndex => {
  const fresh = new Map([...index.refused, ...refused].map(entry => [entry.id, entry]))
  return { ...index, refused: [...fresh.values()].sort((a, b) => b.at - a.at).slice(0, REFUSED_LIMIT) }
}

/** The index with a whole run; the oldest opened beyond 20 are let go. */
export const withDetail = (index: RunIndex, run: RunDetail): RunIndex => {
  const { [run.id]: _, ...others } = index.details
  const kept = Object.entries(others).slice(-(DETAIL_LIMIT - 1))
  return { ...withRuns(index, [summaryOf(run)]), details: { ...Object.fromEntries(kept), [run.id]: run } }
}

const summaryOf = (run: RunDetail): RunSummary => {
  const { version: _v, projectId: _p, request: _q, response: _r, steps: _s, ...summary } = run
  return summary
}

/** Applies one event of the host. Events about documents change nothing here. */
export const applyEvent = (index: RunIndex, event: ControlEvent): RunIndex => {
  if (event.type === 'runs') return withLiveSteps(withRuns(index, event.runs), event.steps)
  return event.type === 'refused' ? withRefused(index, event.refused) : index
}

import type { RefusedSummary, RunSummary } from '../../../../shared/execution.ts'
import type { RunIndex } from '../../stores/run-index.ts'

/** Where the waiting for a request began: the newest that was known then, by the host's clock. */
export type Waiting = {
  readonly workflowId: string
  readonly newestRun: number
  readonly newestRefused: number
}

export type Caught = { readonly run: RunSummary } | { readonly refused: RefusedSummary }

const NEVER = Number.NEGATIVE_INFINITY

/** Begins to wait for a request to a workflow. What the page reads of the past later is older than what it knows now. */
export const waitFor = (workflowId: string, index: RunIndex): Waiting => {
  const newest = index.recent[workflowId]?.[0] ?? ''
  return {
    workflowId,
    newestRun: index.summaries[newest]?.startedAt ?? NEVER,
    newestRefused: Math.max(NEVER, ...index.refused.map(entry => entry.at)),
  }
}

/**
 * The first request since then: a run of that workflow that another program started, else a request that was refused for it or, at a
 * mistaken address, for none. `isOwn` tells the refusals of this page's own sendings.
 */
export const caughtSince = (
  { workflowId, newestRun, newestRefused }: Waiting,
  index: RunIndex,
  isOwn: (refused: RefusedSummary) => boolean,
): Caught | undefined => {
  const run = (index.recent[workflowId] ?? [])
    .flatMap(id => index.summaries[id] ?? [])
    .findLast(candidate => candidate.source === 'client' && candidate.startedAt > newestRun)
  if (run) return { run }
  const refused = index.refused.findLast(
    entry =>
      entry.at > newestRefused && (entry.workflowId === null || entry.workflowId === workflowId) && !isOwn(entry),
  )
  return refused && { refused }
}

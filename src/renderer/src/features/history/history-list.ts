import type { RefusedSummary, RunSummary } from '../../../../shared/execution.ts'
import { count, dayHeading, plural } from '../../format.ts'
import { groupBy } from '../../group-by.ts'
import { byNewest } from '../../stores/run-index.ts'

/** What the list is narrowed to. Empty texts mean any; `refused` as status shows requests that started no run. */
export type HistoryFilter = {
  readonly workflow: string
  readonly status: string
  readonly code: string
  readonly text: string
}

export const NO_FILTER: HistoryFilter = { workflow: '', status: '', code: '', text: '' }

/** A line of the grid: a day's heading, a run, or a refused request. */
export type HistoryRow =
  | { readonly kind: 'day'; readonly key: string; readonly text: string; readonly count: number }
  | { readonly kind: 'run'; readonly key: string; readonly at: number; readonly run: RunSummary }
  | { readonly kind: 'refused'; readonly key: string; readonly at: number; readonly refused: RefusedSummary }

/** True when a code matches a filter of `409` or `4xx`. */
export const codeMatches = (code: number | null, filter: string): boolean => {
  if (filter === '') return true
  if (code === null) return false
  return filter.endsWith('xx') ? Math.floor(code / 100) === Number(filter[0]) : code === Number(filter)
}

const holds = (text: string, ...fields: readonly (string | undefined)[]): boolean => {
  const wanted = text.trim().toLowerCase()
  return wanted === '' || fields.some(field => field?.toLowerCase().includes(wanted))
}

/** Whether a run belongs to a filtered list; used for runs that arrive while the list is shown. */
export const runMatches = (run: RunSummary, filter: HistoryFilter): boolean =>
  (filter.workflow === '' || run.workflowId === filter.workflow) &&
  (filter.status === '' || run.status === filter.status) &&
  codeMatches(run.code, filter.code) &&
  holds(filter.text, run.workflow, run.requestName, run.id, run.error?.message, run.error?.code)

const refusedMatches = (refused: RefusedSummary, filter: HistoryFilter): boolean =>
  (filter.workflow === '' || refused.workflowId === filter.workflow) &&
  (filter.status === '' || filter.status === 'refused') &&
  codeMatches(refused.status, filter.code) &&
  holds(filter.text, refused.code, refused.message, refused.target, refused.id)

/** The list with runs put in their places by time; each run once, its newest state. */
export const mergeRuns = (known: readonly RunSummary[], fresh: readonly RunSummary[]): RunSummary[] =>
  [...new Map([...known, ...fresh].map(run => [run.id, run])).values()].sort(byNewest)

/**
 * The grid's lines, newest first, under a heading for each day. Refused requests stand among the runs, down to the oldest run that
 * was read, so that nothing appears above lines already seen when older ones are read.
 */
export const rowsOf = (
  runs: readonly RunSummary[],
  refused: readonly RefusedSummary[],
  filter: HistoryFilter,
  complete: boolean,
  now: number,
): HistoryRow[] => {
  const oldest = complete ? 0 : (runs.at(-1)?.startedAt ?? 0)
  const lines = [
    ...runs
      .filter(run => runMatches(run, filter))
      .map(run => ({ kind: 'run' as const, key: run.id, at: run.startedAt, run })),
    ...refused
      .filter(entry => entry.at >= oldest && refusedMatches(entry, filter))
      .map(entry => ({ kind: 'refused' as const, key: entry.id, at: entry.at, refused: entry })),
  ].sort((a, b) => b.at - a.at)
  const days = groupBy(lines, line => new Date(line.at).setHours(0, 0, 0, 0))
  return [...days].flatMap(([day, own]): HistoryRow[] => [
    { kind: 'day', key: `day-${day}`, text: dayHeading(day, now), count: own.length },
    ...own,
  ])
}

/** What the list shows, in words: `11 runs, 4 refused`, `3 of 11 runs` when filtered. Refused requests are no runs. */
export const shownText = (rows: readonly HistoryRow[], total: number, isFiltered: boolean): string => {
  const runs = rows.filter(row => row.kind === 'run').length
  const refused = rows.filter(row => row.kind === 'refused').length
  const ofAll = isFiltered ? `${count(runs)} of ${plural(total, 'run')}` : plural(Math.max(total, runs), 'run')
  return refused > 0 ? `${ofAll}, ${count(refused)} refused` : ofAll
}

import { create } from 'zustand'
import type { ControlEvent } from '../../../shared/control.ts'
import type { RefusedDetail, RunDetail, RunSummary } from '../../../shared/execution.ts'
import { ApiError, api } from '../api/client.ts'
import { applyEvent, EMPTY_INDEX, hasEnded, type RunIndex, withDetail, withRefused, withRuns } from './run-index.ts'

type RunsState = RunIndex & {
  readonly refusedDetails: Readonly<Record<string, RefusedDetail>>
  /** Why a run or refused request could not be opened, by its id. */
  readonly failures: Readonly<Record<string, string>>
  apply(event: ControlEvent): void
  /** Reads the newest runs of a workflow. */
  loadRecent(workflowId: string): Promise<void>
  loadRefused(): Promise<void>
  /** Reads a whole run unless it is known and ended; `force` reads it in any case. */
  loadRun(id: string, force?: boolean): Promise<RunDetail | undefined>
  loadRefusedOne(id: string): Promise<void>
}

const RECENT_PAGE = 30

const messageOf = (error: unknown): string => (error instanceof ApiError ? error.message : String(error))

/** Every run the page knows of, as the host said it. */
export const useRuns = create<RunsState>((set, get) => ({
  ...EMPTY_INDEX,
  refusedDetails: {},
  failures: {},
  apply: event => set(state => applyEvent(state, event)),
  async loadRecent(workflowId) {
    const page = await api.runs({ workflow: workflowId, limit: RECENT_PAGE })
    set(state =>
      withRuns({ ...state, recent: { ...state.recent, [workflowId]: state.recent[workflowId] ?? [] } }, page.items),
    )
  },
  async loadRefused() {
    const page = await api.refused({ limit: RECENT_PAGE })
    set(state => withRefused(state, page.items))
  },
  async loadRun(id, force = false) {
    const known = get().details[id]
    if (known && hasEnded(known) && !force) return known
    try {
      const run = await api.run(id)
      set(state => ({ ...withDetail(state, run), failures: { ...state.failures, [id]: '' } }))
      return run
    } catch (error) {
      set(state => ({ failures: { ...state.failures, [id]: messageOf(error) } }))
      return undefined
    }
  },
  async loadRefusedOne(id) {
    if (get().refusedDetails[id]) return
    try {
      const refused = await api.refusedOne(id)
      set(state => ({ refusedDetails: { ...state.refusedDetails, [id]: refused } }))
    } catch (error) {
      set(state => ({ failures: { ...state.failures, [id]: messageOf(error) } }))
    }
  },
}))

/** The summary of a run by id, if the page knows it. */
export const useSummary = (id: string | undefined): RunSummary | undefined =>
  useRuns(state => (id === undefined ? undefined : state.summaries[id]))

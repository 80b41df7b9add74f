import { create } from 'zustand'
import type { RequestEntry, WorkflowEntry } from '../../../shared/control.ts'
import type { RefusedSummary } from '../../../shared/execution.ts'
import type { Step } from '../../../shared/steps/index.ts'
import type { StepChoice } from './follow.ts'
import { shownRunId } from './follow.ts'
import { recall, remember } from './remembered.ts'
import { navigate, useRouter } from './router.ts'
import { useRuns } from './runs.ts'
import { findRequest, findWorkflow, useWorkspace } from './workspace.ts'

type SelectionStore = {
  /** The slug of the selected workflow. */
  readonly workflow: string | undefined
  /** The key of the selected test request, by workflow slug. */
  readonly requests: Readonly<Record<string, string>>
  /** The chosen step, by workflow slug. */
  readonly steps: Readonly<Record<string, StepChoice>>
  /** The newest sending of a workflow that came back refused, by slug. */
  readonly refusals: Readonly<Record<string, Refusal>>
}

/** A sending of this page that started no run. Times are epoch milliseconds. */
export type Refusal = { readonly sentAt: number; readonly endedAt: number; readonly status: number }

const KEY = 'selection'

/** What a person has selected. The shown run is not here: it is in the address, or follows the newest. */
export const useSelection = create<SelectionStore>(() => ({
  ...recall<Pick<SelectionStore, 'workflow' | 'requests'>>(KEY, { workflow: undefined, requests: {} }),
  steps: {},
  refusals: {},
}))

useSelection.subscribe(({ workflow, requests }) => remember(KEY, { workflow, requests }))

/** Selects a workflow and follows its newest run. */
export const selectWorkflow = (slug: string): void => {
  useSelection.setState({ workflow: slug })
  navigate({ place: 'workbench' })
}

/** Selects a test request of a workflow; the shown run stays. */
export const selectRequest = (slug: string, key: string): void =>
  useSelection.setState(state => ({ workflow: slug, requests: { ...state.requests, [slug]: key } }))

/** Shows a run until another is picked; the newest one of its workflow means following again. */
export const selectRun = (id: string): void => {
  const { summaries, recent } = useRuns.getState()
  const summary = summaries[id]
  const newest = summary && recent[summary.workflowId]?.[0] === id
  const entry = summary && findWorkflow(useWorkspace.getState().state, summary.workflowId)
  if (entry) {
    useSelection.setState(({ refusals: { [entry.slug]: _, ...refusals } }) => ({ workflow: entry.slug, refusals }))
  }
  navigate(newest && entry ? { place: 'workbench' } : { place: 'workbench', runId: id })
}

/** Shows a request that started no run. */
export const selectRefused = (id: string): void => navigate({ place: 'workbench', refusedId: id })

/** Takes note that a sending of this page was refused: the workbench follows it until a newer run comes. */
export const noteRefusal = (slug: string, refusal: Refusal): void =>
  useSelection.setState(state => ({ refusals: { ...state.refusals, [slug]: refusal } }))

/** Leaves the picked run and shows the newest again, and each that comes. */
export const followNewest = (): void => navigate({ place: 'workbench' })

/** Selects a step of the workflow, for the run that is shown. */
export const selectStep = (slug: string, stepId: string, runId: string | undefined): void =>
  useSelection.setState(state => ({ steps: { ...state.steps, [slug]: { stepId, runId } } }))

const answers = (steps: readonly Step[]): boolean =>
  steps.some(
    step =>
      step.type === 'response' || (step.type === 'conditional' && (answers(step.whenTrue) || answers(step.whenFalse))),
  )

/** Where a person begins: a workflow that can be sent to at once and answers, else one that loads, else any. */
const firstWorkflow = (workflows: readonly WorkflowEntry[]): WorkflowEntry | undefined =>
  workflows.find(entry => entry.document && entry.requests.length > 0 && answers(entry.document.steps)) ??
  workflows.find(entry => entry.document) ??
  workflows[0]

/** The selected workflow: the remembered one while it exists, else where a person begins. */
export const useSelectedWorkflow = (): WorkflowEntry | undefined => {
  const slug = useSelection(state => state.workflow)
  const state = useWorkspace(store => store.state)
  return findWorkflow(state, slug) ?? firstWorkflow(state?.workflows ?? [])
}

/** The selected test request of the selected workflow, else its first. */
export const useSelectedRequest = (): RequestEntry | undefined => {
  const entry = useSelectedWorkflow()
  const key = useSelection(state => (entry ? state.requests[entry.slug] : undefined))
  return findRequest(entry, key) ?? entry?.requests[0]
}

/** Whether a refused request is what this page sent then. */
export const isOfRefusal = (entry: RefusedSummary, refusal: Refusal, workflowId: string | null | undefined): boolean =>
  entry.status === refusal.status &&
  entry.at >= refusal.sentAt &&
  entry.at <= refusal.endedAt &&
  (entry.workflowId === null || entry.workflowId === workflowId)

/** The id of the run that is shown everywhere on the workbench, and whether a person picked it. */
export const useShownRun = (): {
  readonly runId: string | undefined
  readonly refusedId: string | undefined
  readonly picked: boolean
} => {
  const route = useRouter(state => state.route)
  const workflow = useSelectedWorkflow()
  const workflowId = workflow?.id
  const recent = useRuns(state => (workflowId ? state.recent[workflowId] : undefined))
  const newest = useRuns(state => (recent?.[0] ? state.summaries[recent[0]] : undefined))
  const refusal = useSelection(state => (workflow ? state.refusals[workflow.slug] : undefined))
  const isRefused = refusal !== undefined && (newest === undefined || newest.startedAt < refusal.sentAt)
  const ownRefusedId = useRuns(state =>
    isRefused ? state.refused.find(entry => isOfRefusal(entry, refusal, workflowId))?.id : undefined,
  )
  if (route.place !== 'workbench') return { runId: recent?.[0], refusedId: undefined, picked: false }
  if (route.refusedId) return { runId: undefined, refusedId: route.refusedId, picked: true }
  if (isRefused && route.runId === undefined) return { runId: undefined, refusedId: ownRefusedId, picked: false }
  return { runId: shownRunId(recent, route.runId), refusedId: undefined, picked: route.runId !== undefined }
}

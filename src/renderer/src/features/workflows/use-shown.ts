import { useEffect, useMemo } from 'react'
import type { LiveStep, WorkflowEntry } from '../../../../shared/control.ts'
import type { RunDetail, RunSummary, StepExecution } from '../../../../shared/execution.ts'
import type { Step } from '../../../../shared/steps/index.ts'
import { selectedStepId } from '../../stores/follow.ts'
import { hasEnded } from '../../stores/run-index.ts'
import { useRuns, useSummary } from '../../stores/runs.ts'
import { useSelectedWorkflow, useSelection, useShownRun } from '../../stores/selection.ts'
import { findWorkflow, sourceKey, useWorkspace } from '../../stores/workspace.ts'
import { type RunStates, statesOf } from './step-state.ts'

/** Everything the panes of the workbench paint, worked out from the selection and what the host said. */
export type Shown = {
  readonly workflow: WorkflowEntry | undefined
  readonly summary: RunSummary | undefined
  readonly detail: RunDetail | undefined
  readonly executions: readonly (LiveStep | StepExecution)[]
  readonly run: RunStates
  readonly stepId: string | undefined
  readonly picked: boolean
}

const stepIdsOf = (workflow: WorkflowEntry | undefined): string[] => {
  const ids: string[] = []
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      ids.push(step.id)
      if (step.type === 'conditional') {
        visit(step.whenTrue)
        visit(step.whenFalse)
      } else if (step.type === 'fanOut') visit(step.steps)
    }
  }
  visit(workflow?.document?.steps ?? [])
  return ['trigger', ...ids]
}

const LIVE_READ_MS = 250

const NO_EXECUTIONS: readonly StepExecution[] = []

/** The shown run and workflow. Reads the whole run when it is shown, when it answers and when it ends. */
export const useShown = (): Shown => {
  const selected = useSelectedWorkflow()
  const { runId, picked } = useShownRun()
  const summary = useSummary(runId)
  // A picked run whose workflow is no longer in the workspace is not painted on another one.
  const workflow = picked && summary && summary.workflowId !== selected?.id ? undefined : selected
  const detail = useRuns(state => (runId ? state.details[runId] : undefined))
  const live = useRuns(state => (runId ? state.live[runId] : undefined))
  const choice = useSelection(state => (workflow ? state.steps[workflow.slug] : undefined))

  // While a run goes, live steps are newer than the steps that were read with it.
  const executions = (detail && hasEnded(detail) ? detail.steps : (live ?? detail?.steps)) ?? NO_EXECUTIONS
  const document = workflow?.document
  const ended = summary !== undefined && hasEnded(summary)

  const run = useMemo(
    () => statesOf(document ?? { steps: [] }, summary ? { ended, steps: executions } : undefined),
    [document, summary, ended, executions],
  )
  const stepIds = useMemo(() => stepIdsOf(workflow), [workflow])
  return { workflow, summary, detail, executions, run, stepId: selectedStepId(stepIds, choice, summary), picked }
}

/** Reads what the shown workflow and run need: its newest runs, its Functions' sources, the whole run. Mounted once. */
export const useShownLoading = (): void => {
  const workflow = useSelectedWorkflow()
  const { runId, refusedId, picked } = useShownRun()
  const summary = useSummary(runId)
  const connection = useWorkspace(state => state.connection)
  const { loadRecent, loadRun } = useRuns.getState()
  const { loadSource } = useWorkspace.getState()
  const key = workflow && sourceKey(workflow)

  useEffect(() => {
    if (workflow?.id && connection !== 'denied') loadRecent(workflow.id).catch(() => undefined)
  }, [workflow?.id, connection, loadRecent])

  // A run or refused request that was opened by its address brings its workflow along.
  const pickedWorkflow = useRuns(state => {
    if (refusedId) return state.refused.find(entry => entry.id === refusedId)?.workflowId
    return picked && runId ? state.summaries[runId]?.workflowId : undefined
  })
  useEffect(() => {
    const entry = pickedWorkflow && findWorkflow(useWorkspace.getState().state, pickedWorkflow)
    if (entry) useSelection.setState({ workflow: entry.slug })
  }, [pickedWorkflow])

  // The key names the version whose source is read.
  useEffect(() => {
    if (workflow) loadSource(workflow).catch(() => undefined)
  }, [key, loadSource])

  // While a run goes on, what its finished steps took and gave is read along, at most four times a second.
  const live = useRuns(state => (runId ? state.live[runId] : undefined))
  const finished = live?.filter(step => step.durationMs !== null).length ?? 0
  const goesOn = summary !== undefined && !hasEnded(summary)
  useEffect(() => {
    if (!runId || !goesOn || finished === 0) return
    const timer = setTimeout(() => void loadRun(runId, true), LIVE_READ_MS)
    return () => clearTimeout(timer)
  }, [runId, goesOn, finished, loadRun])

  const status = summary?.status
  const answered = summary?.code
  // The run is read again when it answers and when its status changes.
  useEffect(() => {
    if (runId) void loadRun(runId)
  }, [runId, status, answered, loadRun])
}

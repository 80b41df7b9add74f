import type { RunSummary } from '../../../shared/execution.ts'

/**
 * The run that flow, step and response show: the picked one, else the newest of the workflow from wherever it came
 * (workbench.md, "follow the newest run").
 */
export const shownRunId = (recent: readonly string[] | undefined, picked: string | undefined): string | undefined =>
  picked ?? recent?.[0]

/** The step a person chose, and the run that was shown when they did. */
export type StepChoice = { readonly stepId: string; readonly runId: string | undefined }

/**
 * The selected step: the failed one of a run in which the person has not chosen yet, else their choice while the workflow has such a
 * step, else the first step. `stepIds` starts with `trigger`.
 */
export const selectedStepId = (
  stepIds: readonly string[],
  choice: StepChoice | undefined,
  run: Pick<RunSummary, 'id' | 'error'> | undefined,
): string | undefined => {
  const failed = run?.error?.stepId
  if (failed && stepIds.includes(failed) && choice?.runId !== run.id) return failed
  if (choice && stepIds.includes(choice.stepId)) return choice.stepId
  return stepIds[1] ?? stepIds[0]
}

import { UserError } from '../../../shared/errors.ts'

/** A run that the history does not have, or that is another project's (contract §2, Task History). */
export function noRunOf(projectId: string, runId: string): UserError {
  const list = `/projects/${encodeURIComponent(projectId)}/task-history/workflow-executions`
  return new UserError(
    'EXECUTION_NOT_FOUND',
    `There is no run ${JSON.stringify(runId.slice(0, 100))} of this project in the history. GET ${list} lists the runs`,
  )
}

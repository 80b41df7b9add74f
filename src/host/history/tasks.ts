import type { StepExecution } from '../../shared/execution.ts'

/** How many tasks a run did: its succeeded function, request and integration executions (contract §2; Paragon §6.2). */
export function taskCount(steps: readonly Pick<StepExecution, 'kind' | 'status'>[]): number {
  let tasks = 0
  for (const { kind, status } of steps)
    if (status === 'SUCCEEDED' && (kind === 'function' || kind === 'request' || kind === 'integration')) tasks++
  return tasks
}

import type { RunDetail, StepExecution } from '../../../shared/execution.ts'
import { isRecord } from '../../../shared/json.ts'
import { taskCount } from '../../history/tasks.ts'
import type { ExecutionSummary } from '../../history/types.ts'
import { linkSteps, stepExecutionId } from './step-links.ts'

/** Bytes of JSON above which an input or output is called large. It is given all the same. */
const LARGE = 1024 * 1024

const TYPES: Readonly<Record<Exclude<StepExecution['kind'], 'trigger' | 'integration'>, string>> = {
  function: 'ACTION/FUNCTION',
  request: 'ACTION/REQUEST',
  response: 'ACTION/RESPONSE',
  delay: 'ACTION/DELAY',
  conditional: 'TRANSITION/IFELSE',
  fanOut: 'TRANSITION/MAP',
}

/** A run as the list shows it (Paragon §6.1). `runDuration` is the milliseconds between the two dates. */
export function executionView({ id, userId, workflowId, status, startedAt, durationMs, tasks }: ExecutionSummary) {
  const started = new Date(startedAt)
  const ended = durationMs === null ? null : new Date(startedAt + durationMs)
  return {
    id,
    userId,
    taskCount: tasks,
    runDuration: ended === null ? null : ended.getTime() - started.getTime(),
    workflowId,
    status,
    dateEnded: ended === null ? null : ended.toISOString(),
    dateStarted: started.toISOString(),
  }
}

/** A run with its step executions, the trigger first. `httpSteps` are those whose integration is of the kind `http`. */
export function detailView(run: RunDetail, httpSteps: ReadonlySet<string>) {
  const links = linkSteps(run.steps)
  const ids = run.steps.map((_, index) => stepExecutionId(run.id, index))
  return {
    ...executionView({ ...run, tasks: taskCount(run.steps) }),
    stepExecutions: run.steps.map((step, index) => {
      const { input, output } = valuesOf(step)
      const { prev = null, next = [] } = links[index] ?? {}
      const start = run.startedAt + step.startedAt
      return {
        id: ids[index],
        stepId: step.stepId,
        workflowExecutionId: run.id,
        status: step.status,
        type: typeOf(step, httpSteps),
        start: new Date(start).toISOString(),
        end: step.durationMs === null ? null : new Date(start + step.durationMs).toISOString(),
        next: next.map(other => ids[other]),
        prev: prev === null ? null : ids[prev],
        inputSize: String(sizeOf(input)),
        outputSize: String(sizeOf(output)),
      }
    }),
  }
}

/** What one step execution took and gave; undefined when the run has none of that id. */
export function stepView(run: RunDetail, stepExecution: string) {
  const index = run.steps.findIndex((_, place) => stepExecutionId(run.id, place) === stepExecution.toLowerCase())
  const step = run.steps[index]
  if (!step) return undefined
  const { input, output } = valuesOf(step)
  return { isLargeInput: sizeOf(input) > LARGE, isLargeOutput: sizeOf(output) > LARGE, input, output }
}

/** A failed step that left nothing for later ones gave its error, as text (Paragon §6.1). */
function valuesOf({ input, output, error }: StepExecution): { input: unknown; output: unknown } {
  return { input: input ?? {}, output: output ?? (error ? `Error: ${error.message}` : null) }
}

function typeOf({ kind, output, stepId }: StepExecution, httpSteps: ReadonlySet<string>): string {
  if (kind === 'trigger') return isRecord(output) && 'event' in output ? 'TRIGGER/EVENT' : 'TRIGGER/ENDPOINT'
  if (kind === 'integration') return httpSteps.has(stepId) ? 'ACTION/CUSTOM_INTEGRATION_REQUEST' : 'ACTION/CUSTOM'
  return TYPES[kind]
}

/** Bytes of JSON; a file counts as its reference. */
function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

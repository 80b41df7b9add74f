import { UserError } from '../../shared/errors.ts'
import type { ExecutionError } from '../../shared/execution.ts'
import { StepFailure } from './steps/types.ts'

/** A failure together with the step it happened in. */
export class FailedStep extends Error {
  readonly stepId: string
  readonly failure: ExecutionError
  constructor(stepId: string, failure: ExecutionError) {
    super(failure.message)
    this.stepId = stepId
    this.failure = failure
  }
}

/** Any thrown value as the record keeps it. What is no user's error says so and keeps its stack. */
export function toExecutionError(error: unknown): ExecutionError {
  if (error instanceof FailedStep) return error.failure
  if (error instanceof StepFailure) {
    return {
      code: error.code,
      message: error.message,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      ...(error.stack ? { stack: error.stack } : {}),
    }
  }
  if (error instanceof UserError) {
    const { code, message, meta } = error
    const remedy = meta?.remedy
    if (typeof remedy !== 'string') return { code, message }
    // A UserError's message ends with what to do; a step's failure has that apart, and whoever shows both says it once.
    const end = `. ${remedy}`
    return { code, message: message.endsWith(end) ? message.slice(0, -end.length) : message, remedy }
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return {
    code: 'STEP_FAILED',
    message: `Unexpected failure inside Triggerbench: ${message}`,
    ...(stack ? { stack } : {}),
  }
}

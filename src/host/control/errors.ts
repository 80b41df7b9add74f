import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ControlError } from '../../shared/control.ts'
import { UserError } from '../../shared/errors.ts'
import { ComposeError, SendError } from '../composer/errors.ts'
import { SigningError } from '../tokens/issue.ts'

/** Why the control API says no, where no rule of the trigger or the composer does. */
export class ControlFailure extends Error {
  readonly code: string
  readonly status: number
  readonly meta: Record<string, unknown> | undefined

  constructor(status: number, code: string, message: string, meta?: Record<string, unknown>) {
    super(message)
    this.name = 'ControlFailure'
    this.status = status
    this.code = code
    this.meta = meta
  }
}

interface Failure {
  readonly status: number
  readonly body: ControlError
}

/** An error as the API answers it; undefined for a bug. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof UserError || error instanceof ControlFailure) {
    const { message, code, meta, status } = error
    return { status, body: { message, code, ...(meta ? { meta } : {}) } }
  }
  if (error instanceof ComposeError)
    return { status: 400, body: { message: error.message, code: error.code, meta: { field: error.field } } }
  if (error instanceof SigningError)
    return { status: 400, body: { message: error.message, code: 'SIGNING_KEY_INVALID' } }
  if (error instanceof SendError) return { status: 502, body: { message: error.message, code: error.code } }
  return undefined
}

/** Answers an error as JSON; a bug is logged and answered without its details. */
export function answerError(error: unknown, context: Context, log: (error: unknown) => void): Response {
  const failure = failureOf(error)
  if (!failure) log(error)
  const { status, body } = failure ?? {
    status: 500,
    body: { message: 'The host failed while it answered this call; its log says how.', code: 'INTERNAL' },
  }
  return context.json(body, status as ContentfulStatusCode)
}

import { inspect } from 'node:util'
import type { CallFailure } from '../shared/function-channel.ts'

/** An error of the runner's own making, which keeps its code when it leaves a Function. */
export class RunnerError extends Error {
  readonly code: CallFailure['code']

  constructor(code: CallFailure['code'], message: string) {
    super(message)
    this.name = code
    this.code = code
  }
}

/** What a Function threw, as data: its own message, and a stack of the user's frames alone. Never throws. */
export function describeFailure(thrown: unknown, sourceName: string): CallFailure {
  try {
    const code = thrown instanceof RunnerError ? thrown.code : 'STEP_FAILED'
    if (thrown instanceof Error || isErrorLike(thrown)) {
      const stack = userStack(thrown.stack, sourceName)
      return { code, message: String(thrown.message || thrown.name || 'Error'), ...(stack ? { stack } : {}) }
    }
    return { code, message: typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 3 }) }
  } catch {
    return { code: 'STEP_FAILED', message: 'The Function threw something that cannot be shown.' }
  }
}

function isErrorLike(value: unknown): value is { message: unknown; name?: unknown; stack?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
}

/** The message's lines and those frames that lie in the user's source; nothing when there are none. */
function userStack(stack: unknown, sourceName: string): string | undefined {
  if (typeof stack !== 'string') return undefined
  const lines = stack.split('\n')
  const first = lines.findIndex(line => /^\s+at /.test(line))
  const frames = lines.slice(Math.max(0, first)).filter(line => line.includes(`${sourceName}:`))
  if (first < 0 || frames.length === 0) return undefined
  return [...lines.slice(0, first), ...frames].join('\n')
}

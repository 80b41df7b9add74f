import { inspect } from 'node:util'
import type { CallFailure } from '../shared/function-channel.ts'

/** Characters of a message or a stack. */
const LONGEST = 64 * 1024

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
      const stack = userStack(thrown, sourceName)
      const place = code === 'LIBRARY_UNKNOWN' ? firstPlace(stack, sourceName) : ''
      const message = shortened(place + String(thrown.message || thrown.name || 'Error'))
      return { code, message, ...(stack ? { stack } : {}) }
    }
    const message = typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 3, maxStringLength: LONGEST })
    return { code, message: shortened(message) }
  } catch {
    return { code: 'STEP_FAILED', message: 'The Function threw something that cannot be shown.' }
  }
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters in all)`
}

function isErrorLike(value: unknown): value is { message: unknown; name?: unknown; stack?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
}

/** The message's lines and those frames that lie in the user's source; nothing when there are none. */
function userStack(thrown: { stack?: unknown }, sourceName: string): string | undefined {
  const stack = readStack(thrown)
  if (typeof stack !== 'string') return undefined
  const lines = stack.split('\n')
  const first = lines.findIndex(line => /^\s+at /.test(line))
  const frames = lines.slice(Math.max(0, first)).filter(line => line.includes(`${sourceName}:`))
  if (first < 0 || frames.length === 0) return undefined
  return shortened([shortened(lines.slice(0, first).join('\n')), ...frames].join('\n'))
}

/** Where the Function asked for what is not there, as the beginning of a message; '' without a frame of its own. */
function firstPlace(stack: string | undefined, sourceName: string): string {
  const frame = stack?.split('\n').find(line => /^\s+at /.test(line)) ?? ''
  const name = frame.lastIndexOf(`${sourceName}:`)
  const place = name < 0 ? null : /^:\d+:\d+/.exec(frame.slice(name + sourceName.length))
  return place ? `${sourceName}${place[0]}: ` : ''
}

/** A stack may be a getter of the Function's own that throws; the message is worth keeping then. */
function readStack(thrown: { stack?: unknown }): unknown {
  try {
    return thrown.stack
  } catch {
    return undefined
  }
}

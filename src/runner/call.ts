import { AsyncLocalStorage } from 'node:async_hooks'
import type { CallFile } from '../shared/function-channel.ts'

/** One call while the runner works on it. Things its code started (timers, fetches) hang on it and end with it. */
export interface Call {
  readonly id: number
  /** The host's epoch milliseconds and this process's clock when the call began: a log line's time is counted from them. */
  readonly at: number
  readonly began: number
  readonly files: readonly CallFile[]
  readonly timers: Set<NodeJS.Timeout | NodeJS.Immediate>
  readonly fetches: Set<number>
  /** The call's own file objects, to know them again in its result. */
  readonly fileObjects: WeakMap<object, FileUse>
  /** Those whose hex was read. */
  readonly readFiles: FileUse[]
  logLines: number
  logText: number
  ended: boolean
  /** Ends the call with an error that reached nobody: an uncaught exception, a rejection without a handler. */
  crash(error: unknown): void
}

/** A file parameter as the Function sees it; `hex` once it was read. */
export interface FileUse {
  index: number
  hex: string | undefined
}

const calls = new AsyncLocalStorage<Call>()
let latest: Call | undefined

/** Runs `work` as part of the call: everything it starts knows whose it is. */
export function runInCall<T>(call: Call, work: () => T): T {
  latest = call
  return calls.run(call, work)
}

/** The call whose code is running, or undefined for what a finished call left behind. */
export function currentCall(): Call | undefined {
  const call = calls.getStore()
  return call?.ended ? undefined : call
}

/** The call whose error it is that nobody caught: that of its context, or, without one, the call under way; undefined when it has ended. */
export function callToBlame(): Call | undefined {
  const call = calls.getStore() ?? latest
  return call?.ended ? undefined : call
}

import type { PendingCall } from './pending.ts'
import type { Runner } from './runner.ts'
import type { FunctionErrorCode } from './types.ts'

/** Why the host ends a runner: the error of the call under way. */
export interface Ending {
  code: FunctionErrorCode
  message: string
}

/** A runner and what the pool uses it for. */
export interface Worker {
  readonly runner: Runner
  /**
   * `alone`: one call has it to itself. `shared`: proven calls are sent to it as they come. `stuck`: a shared one whose
   * call takes long, until it has come past the calls taken back from it. `retired`: it ends with its last answer. Only `idle` and `shared` ones are given calls.
   */
  state: 'starting' | 'idle' | 'alone' | 'shared' | 'stuck' | 'retired'
  /** Clock milliseconds since when its present call has been running, or it has been idle. */
  since: number
  /** Resident bytes before its first call. */
  baseline: number
  /** The call that was under way at the last look. */
  seen: PendingCall | undefined
  /** How many looks in a row found its call computing. */
  computing: number
  /** Why the host ends it, for the call under way. */
  ending: Ending | undefined
  end(code: FunctionErrorCode, message: string): void
}

/** Starts a runner and gives its worker. */
export function createWorker(now: number, start: () => Runner): Worker {
  const worker: Worker = {
    runner: start(),
    state: 'starting',
    since: now,
    baseline: 0,
    seen: undefined,
    computing: 0,
    ending: undefined,
    end(code, message) {
      worker.ending ??= { code, message }
      worker.runner.kill()
    },
  }
  return worker
}

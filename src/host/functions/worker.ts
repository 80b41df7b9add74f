import type { KnownFunction } from './known.ts'
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
  /** What it was started with, to know it when that has changed. */
  readonly settings: string
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
  /** Its processor time in milliseconds when this call was first looked at. */
  measured: PendingCall | undefined
  processorTime: number
  /** It was given the lowest priority, for good. */
  standsBack: boolean
  /** Why the host ends it, for the call under way. */
  ending: Ending | undefined
  /** Counts the call it has to itself among the function's until it is released. */
  occupy(known: KnownFunction): void
  release(): void
  end(code: FunctionErrorCode, message: string): void
}

/** Starts a runner and gives its worker. */
export function createWorker(now: number, settings: string, start: () => Runner): Worker {
  let occupied: KnownFunction | undefined
  const worker: Worker = {
    runner: start(),
    settings,
    state: 'starting',
    since: now,
    baseline: 0,
    seen: undefined,
    measured: undefined,
    processorTime: 0,
    standsBack: false,
    ending: undefined,
    occupy(known) {
      occupied = known
      known.running++
    },
    release() {
      if (occupied) occupied.running--
      occupied = undefined
    },
    end(code, message) {
      worker.ending ??= { code, message }
      worker.runner.kill()
    },
  }
  return worker
}

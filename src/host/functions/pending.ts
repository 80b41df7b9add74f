import type { LogLine } from '../../shared/execution.ts'
import { type EncodedParameters, encodeParameters } from './data.ts'
import type { KnownFunction } from './known.ts'
import type { FunctionCall, FunctionErrorCode, FunctionOutcome } from './types.ts'

/** A call from its arrival until its outcome. */
export interface PendingCall {
  readonly id: number
  readonly known: KnownFunction
  readonly call: FunctionCall
  readonly encoded: EncodedParameters
  readonly logs: LogLine[]
  /** Ends the fetches it waits for. */
  readonly fetches: Map<number, AbortController>
  handed: boolean
  /** Its outcome is given; whatever comes later is dropped. */
  settled: boolean
  settle(outcome: FunctionOutcome): void
}

/** Makes a call's record; `resolve` gets its outcome, once. */
export function createPendingCall(
  id: number,
  known: KnownFunction,
  call: FunctionCall,
  resolve: (outcome: FunctionOutcome) => void,
): PendingCall {
  const pending: PendingCall = {
    id,
    known,
    call,
    encoded: encodeParameters(call.parameters),
    logs: [],
    fetches: new Map(),
    handed: false,
    settled: false,
    settle(outcome) {
      if (pending.settled) return
      pending.settled = true
      for (const controller of pending.fetches.values()) controller.abort()
      resolve(outcome)
    },
  }
  return pending
}

/** Settles a call with an error of the pool's own. */
export function failCall(pending: PendingCall, code: FunctionErrorCode, message: string): void {
  pending.settle({ ok: false, error: { code, message }, logs: pending.logs })
}

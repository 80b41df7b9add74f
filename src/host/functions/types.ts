import type { LogLine } from '../../shared/execution.ts'
import type { FileRef } from '../../shared/file-value.ts'
import type { FetchAsk, FetchReply } from '../../shared/function-channel.ts'
import type { Clock } from '../engine/clock.ts'

/** One call of a Function. */
export interface FunctionCall {
  /** The user's text: one function, or a module whose default export is one (contract §1). */
  source: string
  /** Stands in messages and stacks, e.g. `workflows/create-lead/shape.js` or `Create lead › shape`. */
  sourceName: string
  /** JSON data with FileRef leaves. */
  parameters: unknown
  /** Handed to the fetch hook. */
  runId?: string
  /** Called once, when the call is handed to a runner. */
  onStart?: () => void
  /** Ends the call: a call that has begun loses its runner. */
  signal?: AbortSignal
}

export type FunctionErrorCode =
  | 'STEP_FAILED'
  | 'FUNCTION_TIMEOUT'
  | 'FUNCTION_MEMORY'
  | 'FUNCTION_INTERRUPTED'
  | 'FUNCTION_RESULT_INVALID'
  | 'LIBRARY_UNKNOWN'
  | 'FILE_TOO_LARGE_FOR_HEX'
  | 'STEP_OUTPUT_TOO_LARGE'
  | 'CANCELLED'

/** Why a call failed; `message` says what, where and what to do; `stack` holds the user's frames alone. */
export interface FunctionError {
  code: FunctionErrorCode
  message: string
  stack?: string
}

/** JSON data with FileRef leaves, or an error; and the lines written until then. */
export type FunctionOutcome =
  | { ok: true; result: unknown; logs: LogLine[] }
  | { ok: false; error: FunctionError; logs: LogLine[] }

export interface FetchRequest extends FetchAsk {
  body: Uint8Array | null
  runId: string | undefined
}

export interface FetchAnswer extends Omit<FetchReply, 'error'> {
  body: Uint8Array
}

/** Performs a Function's `fetch`. A rejection's message becomes the message of the TypeError the Function sees. */
export type FetchHook = (request: FetchRequest, signal: AbortSignal) => Promise<FetchAnswer>

export interface FunctionLimits {
  /** Milliseconds of wall-clock time a call may take. */
  functionTimeout: number
  /** Bytes: the runner's heap, and how much its resident memory may grow. */
  functionMemory: number
  /** Bytes: the largest file whose hex may be asked for. Default 255 MiB. */
  fileHex?: number
  /** Bytes of JSON a result may have. Default 50 MiB. */
  stepOutput?: number
}

export interface FunctionPoolOptions {
  clock: Clock
  limits: FunctionLimits
  /** Without it `fetch` fails in a Function. */
  fetch?: FetchHook
  /** Keeps the bytes of a file that a Function made. */
  makeFile(bytes: Uint8Array, meta: { name?: string; mimeType?: string }): FileRef | Promise<FileRef>
  /** Where the runners' process ids are kept for endLeftoverRunners. */
  runnersFile?: string
  /** The workspace's folder: what its package.json installs is offered in `libraries`. */
  workspace?: string
  /** `allow`: runners may open sockets. Default `off`. It, the limits and the workspace's packages may change; then new runners take over. */
  readonly network?: 'off' | 'allow'
  /** Processes at most. Default 32. */
  maxRunners?: number
}

/** Runs Functions in confined processes (architecture.md, "runners"). */
export interface FunctionPool {
  /** Runs one call to its end; never rejects for what a Function did. */
  call(call: FunctionCall): Promise<FunctionOutcome>
  /** Resolves when the first runners can take calls. */
  ready(): Promise<void>
  /** Process ids of the runners that live. */
  pids(): number[]
  /** Ends every runner; calls under way fail with FUNCTION_INTERRUPTED. */
  close(): Promise<void>
}

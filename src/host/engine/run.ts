import type { ExecutionError, RunSource, RunStatus, StepExecution } from '../../shared/execution.ts'
import type { FileSource } from '../../shared/file-value.ts'

/** A request as it came: what the history keeps and Raw shows. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly httpVersion: string
  /** Names and values alternating, in wire order, case kept (node:http's rawHeaders). */
  readonly rawHeaders: readonly string[]
  /** Address and port of the peer. */
  readonly remote: string
  /** The body as it came, before any Content-Encoding was undone; null for zero bytes. Up to 64 KiB in memory, else in the payload store. */
  readonly body: Uint8Array | FileSource | null
  /** `value` is what `body` gives as JSON (1) or as UTF-8 text (2): a record of the run need not hold it a second time. */
  readonly read?: { readonly value: unknown; readonly as: 1 | 2 }
}

/** The workflow as this run runs it. */
export interface RunWorkflow {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly projectId: string
  /** Hash of the document and its function files. */
  readonly version: string
  /** JSON text of `{ document, functions: { [stepId]: { file, source } } }`, kept once a version. */
  snapshot(): string
}

/** The answer as it leaves. */
export interface RunResponse {
  readonly status: number
  /** Names and values alternating, in wire order. */
  readonly rawHeaders: readonly string[]
  readonly body: Uint8Array | FileSource | null
  /** Bytes that are sent, where `body` is a masked copy of them. */
  readonly size?: number
  /** Milliseconds since the run began. */
  readonly sentAt: number
  notSent?: 'client gone' | 'replay'
}

/** A step's record while the run lives: as StepExecution, with FileRef leaves in input and output. */
export type StepRecord = StepExecution

/**
 * A run while it lives. The engine changes it; the history writes its present state when asked; both go by reference,
 * so a run that ends within one flush is written once.
 */
export interface Run {
  /** UUIDv7 text, and its 16 bytes. */
  readonly id: string
  readonly idBytes: Uint8Array
  readonly workflow: RunWorkflow
  readonly source: RunSource
  readonly requestName: string | undefined
  readonly userId: string
  /** Epoch milliseconds with fractions. */
  readonly startedAt: number
  readonly request: ReceivedRequest
  readonly steps: StepRecord[]
  status: RunStatus
  durationMs: number | null
  error: ExecutionError | undefined
  response: RunResponse | null
}

import type { RefusedPage, RunPage } from '../../shared/control.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { RefusedDetail, RunDetail, RunStatus } from '../../shared/execution.ts'
import type { ReceivedRequest, Run } from '../engine/run.ts'
import type { FileStore, MaskFor } from '../files.ts'

/** A request that started no run (contract §2). `request.body` holds at most its first 1 MiB. */
export interface Refusal {
  readonly at: number
  readonly request: ReceivedRequest
  readonly workflowId: string | null
  readonly code: ErrorCode
  readonly message: string
  readonly response: { status: number; rawHeaders: readonly string[]; text: string }
}

export interface RunFilter {
  workflowId?: string
  status?: RunStatus
  code?: number
  /** A page's `next`. */
  before?: string
  limit: number
}

/** Writes. One transaction per event-loop turn; calls of one turn share it. */
export interface HistoryWriter {
  /**
   * Writes the run's state as it is at the next flush; `done` is called after its commit, or with HISTORY_UNWRITABLE.
   * A run that has only begun and that nobody waits for gets its row up to 20 ms later, unless it ends before.
   */
  save(run: Run, done?: (error?: Error) => void): void
  refuse(refusal: Refusal): void
  /** Writes what is queued and closes the database. */
  close(): Promise<void>
}

/** Bytes for the payload route: the whole size, and a way to read a range of it. */
export interface BodyReader {
  size: number
  sha256: string
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** A workflow as the history knows it, though its document may be gone. */
export interface KnownWorkflow {
  id: string
  slug: string
  name: string
}

/** Reads, on a worker thread's own connection. `url` fields of BodyRefs are made by `sign`. */
export interface HistoryReader {
  list(filter: RunFilter): Promise<RunPage>
  get(id: string): Promise<RunDetail | undefined>
  refusedList(filter: { before?: string; limit: number }): Promise<RefusedPage>
  refusedGet(id: string): Promise<RefusedDetail | undefined>
  counts(): Promise<{ runs: number; bytes: number }>
  /** Every workflow that ever ran here, under its last name. */
  workflows(): Promise<KnownWorkflow[]>
  /** `run/<id>/request`, `run/<id>/response`, `refused/<id>/request`, or `sha256/<hex>`. */
  body(key: string): Promise<BodyReader | undefined>
  close(): Promise<void>
}

export interface History {
  writer: HistoryWriter
  reader: HistoryReader
  files: FileStore
  /** Masks bodies that are kept as they stream. */
  mask: MaskFor
}

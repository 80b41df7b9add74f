import type { CapturePage, RefusedPage, RunPage } from '../../shared/control.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { CaptureDetail, RefusedDetail, RunDetail, RunStatus } from '../../shared/execution.ts'
import type { FileSource } from '../../shared/file-value.ts'
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

/** A request that was sent as test data (contract §2). */
export interface Capture {
  readonly id: Buffer
  readonly at: number
  readonly workflowId: string
  readonly request: ReceivedRequest
}

export interface CaptureFilter {
  workflowId?: string
  /** A page's `next`. */
  before?: string
  limit: number
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
  /** Keeps the capture among its workflow's newest 100; `done` is called after its commit, or with HISTORY_UNWRITABLE. */
  capture(capture: Capture, done: (error?: Error) => void): void
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

/** Which runs Task History asks for; times are epoch milliseconds. */
export interface ExecutionFilter {
  projectId: string
  userId?: string
  workflowId?: string
  /** An integration that the workflow had a step of, in the version that ran. */
  integration?: string
  status?: RunStatus
  /** Began earlier than this. */
  before?: number
  /** Began at this time or later. */
  after?: number
  /** So many of the sorted runs are left out at the beginning. */
  offset: number
  limit: number
  /** Oldest first; else newest first. */
  ascending: boolean
}

/** A run as Task History lists it. */
export interface ExecutionSummary {
  id: string
  userId: string
  workflowId: string
  status: RunStatus
  startedAt: number
  durationMs: number | null
  /** Succeeded function, request and integration executions. */
  tasks: number
}

/** One page, and how many runs the filter finds in all. */
export interface ExecutionPage {
  items: ExecutionSummary[]
  total: number
}

/** The version of its workflow that a run ran. */
export interface RunVersion {
  slug: string
  /** JSON of `{ document, functions }`; literal secrets in it are masked. */
  snapshot: string
}

/** Reads, on a worker thread's own connection. `url` fields of BodyRefs are made by `sign`. */
export interface HistoryReader {
  list(filter: RunFilter): Promise<RunPage>
  get(id: string): Promise<RunDetail | undefined>
  executions(filter: ExecutionFilter): Promise<ExecutionPage>
  /** The version that a run ran; undefined for an unknown run. */
  version(id: string): Promise<RunVersion | undefined>
  refusedList(filter: { before?: string; limit: number }): Promise<RefusedPage>
  refusedGet(id: string): Promise<RefusedDetail | undefined>
  captureList(filter: CaptureFilter): Promise<CapturePage>
  captureGet(id: string): Promise<CaptureDetail | undefined>
  counts(): Promise<{ runs: number; bytes: number }>
  /** Every workflow that ever ran here, under its last name. */
  workflows(): Promise<KnownWorkflow[]>
  /** `run/<id>/request`, `run/<id>/response`, `refused/<id>/request`, `capture/<id>/request`, or `sha256/<hex>`. */
  body(key: string): Promise<BodyReader | undefined>
  close(): Promise<void>
}

export interface History {
  writer: HistoryWriter
  reader: HistoryReader
  files: FileStore
  /** A payload that is kept, by its SHA-256 in hex; undefined when it is gone. */
  kept(sha256: string): FileSource | undefined
  /** Masks bodies that are kept as they stream. */
  mask: MaskFor
}

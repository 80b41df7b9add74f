import type { Database } from 'better-sqlite3'
import type { CapturePage, RefusedPage, RunPage } from '../../shared/control.ts'
import type { ErrorCode, ErrorMeta } from '../../shared/errors.ts'
import type { CaptureDetail, RefusedDetail, RunDetail } from '../../shared/execution.ts'
import type { BodyPlace } from './body-places.ts'
import { HistoryQueries } from './queries.ts'
import { openDatabaseForReading } from './schema.ts'
import type { CaptureFilter, ExecutionFilter, ExecutionPage, KnownWorkflow, RunFilter, RunVersion } from './types.ts'

/** What can be asked of the history, and what each gives. */
export interface ReaderCalls {
  list(filter: RunFilter): RunPage
  get(id: string): Promise<RunDetail | undefined>
  executions(filter: ExecutionFilter): ExecutionPage
  version(id: string): RunVersion | undefined
  refusedList(filter: { before?: string; limit: number }): RefusedPage
  refusedGet(id: string): Promise<RefusedDetail | undefined>
  captureList(filter: CaptureFilter): CapturePage
  captureGet(id: string): Promise<CaptureDetail | undefined>
  counts(): { runs: number; bytes: number }
  workflows(): KnownWorkflow[]
  body(key: string): BodyPlace | undefined
}

export type ReaderCall = keyof ReaderCalls

/** A question on its way to the worker thread, and its answer. */
export interface Question {
  id: number
  call: ReaderCall
  argument: unknown
}
export type Reply = { id: number } & (
  | { value: unknown }
  | { error: { message: string; code?: ErrorCode; meta?: ErrorMeta } }
)

/** Opens the history at the first question; until there is one on disk, it is empty. */
export class LazyQueries {
  readonly #dataDir: string
  #opened: { db: Database; queries: HistoryQueries } | undefined

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** The answer to one question. */
  ask(call: ReaderCall, argument: unknown): unknown {
    const queries = this.#queries()
    if (queries) return queries[call](argument as never)
    if (call === 'list' || call === 'refusedList' || call === 'captureList') return { items: [], next: null }
    if (call === 'workflows') return []
    if (call === 'executions') return { items: [], total: 0 }
    return call === 'counts' ? { runs: 0, bytes: 0 } : undefined
  }

  close(): void {
    this.#opened?.db.close()
    this.#opened = undefined
  }

  #queries(): ReaderCalls | undefined {
    if (!this.#opened) {
      const db = openDatabaseForReading(this.#dataDir)
      if (db) this.#opened = { db, queries: new HistoryQueries(db, this.#dataDir) }
    }
    return this.#opened?.queries
  }
}

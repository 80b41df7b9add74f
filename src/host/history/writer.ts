import Database, { type Database as Connection, type Statement } from 'better-sqlite3'
import type { Clock } from '../engine/clock.ts'
import type { Run } from '../engine/run.ts'
import { CaptureRows } from './capture-rows.ts'
import { FirstRows } from './first-rows.ts'
import { HeaderBlocks } from './header-blocks.ts'
import type { Masking } from './masking.ts'
import { unwritable } from './payload-file.ts'
import type { Payloads } from './payloads.ts'
import { RefusedRows } from './refused-rows.ts'
import { RunRows } from './run-row.ts'
import type { Capture, HistoryWriter, Refusal } from './types.ts'
import { WorkflowIndex } from './workflow-index.ts'
import { WorkflowRows } from './workflow-rows.ts'

/** Milliseconds until a run stands in its workflow's index, when no load brings it there sooner. */
const INDEX_DELAY = 1_000
/** Rows kept to be written later while the history cannot be written; beyond it the oldest are given up. */
const KEPT_FOR_LATER = 1_000
/** Rows of those that are tried again with each commit that works. */
const RETRIED_AT_ONCE = 50

type Done = (error?: Error) => void
type Row = Run | Refusal | Capture

export interface WriterParts {
  readonly db: Connection
  readonly payloads: Payloads
  readonly masking: Masking
  readonly namedSecrets: () => Readonly<Record<string, string>>
  readonly clock: Clock
  /** Called after each commit with about how many bytes it wrote. */
  readonly committed: (bytes: number) => void
  /** Called when all is written, before the database closes. */
  readonly closing: () => Promise<void>
}

/** Writes runs and refusals, one transaction for all that came in one turn of the event loop. */
export class Writer implements HistoryWriter {
  readonly #parts: WriterParts
  readonly #runs: RunRows
  readonly #refused: RefusedRows
  readonly #captured: CaptureRows
  readonly #headers: HeaderBlocks
  readonly #workflows: WorkflowRows
  readonly #index: WorkflowIndex
  readonly #begin: Statement<[]>
  readonly #commit: Statement<[]>
  readonly #rollback: Statement<[]>
  #queue = new Set<Run>()
  #waiting: [Run, Done][] = []
  #refusals: Refusal[] = []
  #captures: [Capture, Done][] = []
  #arriving = new Set<Promise<void>>()
  readonly #first: FirstRows
  #failed = new Set<Run>()
  #scheduled = false
  #indexTimed = false
  #indexDue = false
  #closed = false
  #held = false

  constructor(parts: WriterParts) {
    const { db, payloads, masking, namedSecrets } = parts
    this.#parts = parts
    const headers = new HeaderBlocks(db)
    const workflows = new WorkflowRows(db, masking, namedSecrets)
    const index = new WorkflowIndex(db)
    index.catchUp()
    this.#headers = headers
    this.#workflows = workflows
    this.#index = index
    this.#first = new FirstRows(parts.clock, runs => {
      for (const run of runs) this.#queue.add(run)
      this.wake()
    })
    this.#runs = new RunRows(db, { headers, workflows, index, payloads, masking, namedSecrets })
    this.#refused = new RefusedRows(db, masking, payloads)
    this.#captured = new CaptureRows(db, masking, payloads)
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#rollback = db.prepare('ROLLBACK')
  }

  save(run: Run, done?: Done): void {
    if (this.#closed) return done?.(unwritable(new Error('the host has closed it')))
    if (done) this.#waiting.push([run, done])
    else if (run.status === 'EXECUTING') return this.#first.add(run)
    this.#queue.add(run)
    this.wake()
  }

  refuse(refusal: Refusal): void {
    if (this.#closed) return
    const ready = this.#refused.prepare(refusal)
    if (!(ready instanceof Promise)) return this.#refuse(ready)
    const arrival = ready
      .then(
        whole => this.#refuse(whole),
        () => this.#refuse({ ...refusal, request: { ...refusal.request, body: null } }),
      )
      .finally(() => this.#arriving.delete(arrival))
    this.#arriving.add(arrival)
  }

  capture(capture: Capture, done: Done): void {
    if (this.#closed) return done(unwritable(new Error('the host has closed it')))
    this.#captures.push([capture, done])
    this.wake()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#arriving)
    for (const run of [...this.#first.takeAll(), ...this.#failed]) this.#queue.add(run)
    this.#held = false
    this.#indexDue = true
    this.#flush()
    await this.#parts.closing()
    this.#parts.db.close()
  }

  /** Keeps commits back until `release`: what is saved meanwhile is committed then. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    this.wake()
  }

  /** Commits at the end of this turn. */
  wake(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#flush)
  }

  #refuse(refusal: Refusal): void {
    this.#refusals.push(refusal)
    this.wake()
  }

  readonly #flush = (): void => {
    this.#scheduled = false
    if (this.#held) return
    const { payloads } = this.#parts
    const requests = this.#refusals.length + this.#captures.length
    const idle = this.#queue.size === 0 && requests === 0 && !payloads.hasWaiting
    if ((idle && !(this.#indexDue && this.#index.hasWaiting)) || !this.#parts.db.open) return
    const runs = this.#queue
    const waiting = this.#waiting
    const refusals = this.#refusals
    const captures = this.#captures
    this.#queue = new Set()
    this.#waiting = []
    this.#refusals = []
    this.#captures = []
    for (const run of runs) {
      this.#first.drop(run)
      this.#failed.delete(run)
    }
    const unwritten = new Map<Row, Error>()
    const error = this.#write(runs, refusals, captures, unwritten)
    for (const [capture, done] of captures) done(error ?? unwritten.get(capture))
    for (const [run, done] of waiting) done(error ?? unwritten.get(run))
    if (error === undefined) this.#retry()
  }

  /**
   * One transaction. Gives HISTORY_UNWRITABLE when it did not come to be; its rows are then kept for later. A row that
   * cannot be written for what is in it leaves the others alone and is named in `unwritten`.
   */
  #write(
    runs: ReadonlySet<Run>,
    refusals: readonly Refusal[],
    captures: readonly [Capture, Done][],
    unwritten: Map<Row, Error>,
  ): Error | undefined {
    const { payloads, masking, db, committed } = this.#parts
    try {
      masking.refresh()
      this.#begin.run()
      let bytes = 0
      for (const run of runs) bytes += writeRow(run, this.#runs, unwritten)
      for (const refusal of refusals) bytes += writeRow(refusal, this.#refused, unwritten)
      for (const [capture] of captures) bytes += writeRow(capture, this.#captured, unwritten)
      bytes += payloads.write()
      const indexes = this.#indexDue || this.#index.isDue
      if (indexes) this.#index.write()
      this.#commit.run()
      payloads.written()
      if (indexes) this.#indexed()
      else this.#timeIndex()
      committed(bytes)
      return undefined
    } catch (error) {
      if (db.inTransaction) this.#rollback.run()
      this.#headers.forget()
      this.#workflows.forget()
      for (const run of runs) this.#keepForLater(run)
      return unwritable(error)
    }
  }

  #indexed(): void {
    this.#index.written()
    this.#indexDue = false
  }

  #timeIndex(): void {
    if (this.#indexTimed || !this.#index.hasWaiting) return
    this.#indexTimed = true
    this.#parts.clock.after(
      INDEX_DELAY,
      () => {
        this.#indexTimed = false
        this.#indexDue = true
        this.wake()
      },
      { unref: true },
    )
  }

  #keepForLater(run: Run): void {
    this.#failed.add(run)
    if (this.#failed.size <= KEPT_FOR_LATER) return
    const [oldest] = this.#failed
    if (oldest) this.#failed.delete(oldest)
  }

  #retry(): void {
    if (this.#failed.size === 0) return
    for (const run of [...this.#failed].slice(0, RETRIED_AT_ONCE)) {
      this.#failed.delete(run)
      this.#queue.add(run)
    }
    this.wake()
  }
}

function writeRow<T extends Row>(row: T, rows: { write(row: T): number }, unwritten: Map<Row, Error>): number {
  try {
    return rows.write(row)
  } catch (error) {
    if (isOfTheDisk(error)) throw error
    unwritten.set(row, unwritable(error))
    return 0
  }
}

/** True for what the disk or another process is to blame for, so that every row of the transaction shares it. */
function isOfTheDisk(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM)/.test(error.code)
  )
}

import Database, { type Database as Connection, type Statement } from 'better-sqlite3'
import type { Clock } from '../engine/clock.ts'
import type { Run } from '../engine/run.ts'
import { HeaderBlocks } from './header-blocks.ts'
import type { Masking } from './masking.ts'
import { unwritable } from './payload-file.ts'
import type { Payloads } from './payloads.ts'
import { RefusedRows } from './refused-rows.ts'
import { RunRows } from './run-row.ts'
import type { HistoryWriter, Refusal } from './types.ts'
import { WorkflowRows } from './workflow-rows.ts'

/** Milliseconds that the first row of a run nobody waits for may take: most runs end before, and are written once. */
const FIRST_ROW_DELAY = 10
/** Rows kept to be written later while the history cannot be written; beyond it the oldest are given up. */
const KEPT_FOR_LATER = 1_000
/** Rows of those that are tried again with each commit that works. */
const RETRIED_AT_ONCE = 50

type Done = (error?: Error) => void

export interface WriterParts {
  readonly db: Connection
  readonly payloads: Payloads
  readonly masking: Masking
  readonly clock: Clock
  /** Called after each commit with the number of rows it wrote. */
  readonly committed: (rows: number) => void
}

/** Writes runs and refusals, one transaction for all that came in one turn of the event loop. */
export class Writer implements HistoryWriter {
  readonly #parts: WriterParts
  readonly #runs: RunRows
  readonly #refused: RefusedRows
  readonly #headers: HeaderBlocks
  readonly #workflows: WorkflowRows
  readonly #begin: Statement<[]>
  readonly #commit: Statement<[]>
  readonly #rollback: Statement<[]>
  #queue = new Set<Run>()
  #waiting: [Run, Done][] = []
  #refusals: Refusal[] = []
  #arriving = new Set<Promise<void>>()
  #begun = new Set<Run>()
  #lately = new Set<Run>()
  #failed = new Set<Run>()
  #scheduled = false
  #timed = false
  #closed = false

  constructor(parts: WriterParts) {
    const { db, payloads, masking } = parts
    this.#parts = parts
    this.#headers = new HeaderBlocks(db)
    this.#workflows = new WorkflowRows(db, masking)
    this.#runs = new RunRows(db, { headers: this.#headers, workflows: this.#workflows, payloads, masking })
    this.#refused = new RefusedRows(db, masking, payloads)
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#rollback = db.prepare('ROLLBACK')
  }

  save(run: Run, done?: Done): void {
    if (this.#closed) return done?.(unwritable(new Error('the host has closed it')))
    if (done) this.#waiting.push([run, done])
    else if (run.status === 'EXECUTING') return this.#saveFirst(run)
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

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#arriving)
    for (const run of [...this.#begun, ...this.#lately, ...this.#failed]) this.#queue.add(run)
    this.#flush()
    this.#parts.db.close()
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

  /** A run that nobody waits for yet gets its row soon, unless it ends before: between one and two delays. */
  #saveFirst(run: Run): void {
    this.#begun.add(run)
    if (this.#timed) return
    this.#timed = true
    this.#parts.clock.after(FIRST_ROW_DELAY, this.#writeBegun, { unref: true })
  }

  readonly #writeBegun = (): void => {
    this.#timed = false
    if (this.#closed) return
    for (const run of this.#lately) this.#queue.add(run)
    if (this.#queue.size > 0) this.wake()
    this.#lately = this.#begun
    this.#begun = new Set()
    if (this.#lately.size === 0) return
    this.#timed = true
    this.#parts.clock.after(FIRST_ROW_DELAY, this.#writeBegun, { unref: true })
  }

  readonly #flush = (): void => {
    this.#scheduled = false
    const { payloads } = this.#parts
    if (this.#queue.size === 0 && this.#refusals.length === 0 && !payloads.hasWaiting) return
    if (!this.#parts.db.open) return
    const runs = this.#queue
    const waiting = this.#waiting
    const refusals = this.#refusals
    this.#queue = new Set()
    this.#waiting = []
    this.#refusals = []
    for (const run of runs) {
      this.#begun.delete(run)
      this.#lately.delete(run)
      this.#failed.delete(run)
    }
    const unwritten = new Map<Run, Error>()
    const error = this.#write(runs, refusals, unwritten)
    if (error === undefined) this.#parts.committed(runs.size)
    for (const [run, done] of waiting) done(error ?? unwritten.get(run))
    if (error === undefined) this.#retry()
  }

  /**
   * One transaction. Gives HISTORY_UNWRITABLE when it did not come to be; its rows are then kept for later. A row that
   * cannot be written for what is in it leaves the others alone and is named in `unwritten`.
   */
  #write(runs: ReadonlySet<Run>, refusals: readonly Refusal[], unwritten: Map<Run, Error>): Error | undefined {
    const { payloads, masking, db } = this.#parts
    try {
      masking.refresh()
      this.#begin.run()
      for (const run of runs) this.#writeRun(run, unwritten)
      for (const refusal of refusals) this.#refused.write(refusal)
      payloads.write()
      this.#commit.run()
      payloads.written()
      return undefined
    } catch (error) {
      if (db.inTransaction) this.#rollback.run()
      this.#headers.forget()
      this.#workflows.forget()
      for (const run of runs) this.#keepForLater(run)
      return unwritable(error)
    }
  }

  #writeRun(run: Run, unwritten: Map<Run, Error>): void {
    try {
      this.#runs.write(run)
    } catch (error) {
      if (isOfTheDisk(error)) throw error
      unwritten.set(run, unwritable(error))
    }
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

/** True for what the disk or another process is to blame for, so that every row of the transaction shares it. */
function isOfTheDisk(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM)/.test(error.code)
  )
}

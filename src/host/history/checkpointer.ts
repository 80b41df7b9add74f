import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import type { Clock } from '../engine/clock.ts'
import type { PassMode, PassResult } from './checkpoint-worker.ts'
import { DATABASE_FILE } from './schema.ts'
import { workerFile } from './worker-file.ts'

const PAGE = 4_096
/** Written pages after which the WAL is worth a pass: 8 MiB. */
const PASS_AFTER = 2_000
/** Pages of WAL, 32 MiB, beyond which commits wait for a short pass, so that the WAL can begin anew. */
const LONGEST_LOG = 8_000
/** What a commit writes beside its rows: the pages of indexes and of the tree above. */
const PAGES_PER_COMMIT = 3

/** Milliseconds without a commit after which a WAL of more than a MiB is emptied. */
const QUIET = 5_000
const WORTH_EMPTYING = 1_048_576

export interface CheckpointerParts {
  readonly clock: Clock
  readonly db: Database
  readonly dataDir: string
  /** Keep commits back until `release` is called. */
  readonly hold: () => void
  readonly release: () => void
}

/**
 * Keeps the WAL short without the writer ever waiting for the disk. A pass on the thread moves what is committed; only
 * a WAL of which nothing is left to move begins anew, so under steady load commits are held for the moment of a last,
 * small pass. Where the thread cannot run, SQLite checkpoints by itself.
 */
export class Checkpointer {
  readonly #parts: CheckpointerParts
  #worker: Worker | undefined
  #pages = 0
  #busy = false
  #holding = false
  #closed = false
  #commits = 0
  #stopTimer: (() => void) | undefined

  constructor(parts: CheckpointerParts) {
    this.#parts = parts
    parts.db.pragma('wal_autocheckpoint = 0')
    parts.db.pragma(`journal_size_limit = ${2 * LONGEST_LOG * PAGE}`)
  }

  /** A transaction of `bytes` was committed. */
  committed(bytes: number): void {
    this.#pages += bytes / PAGE + PAGES_PER_COMMIT
    this.#commits++
    if (this.#closed) return
    if (this.#pages >= PASS_AFTER && !this.#busy) this.#pass('PASSIVE')
    if (!this.#stopTimer) this.#waitForQuiet()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopTimer?.()
    await this.#worker?.terminate()
  }

  #pass(mode: PassMode): void {
    this.#worker ??= this.#start()
    this.#busy = true
    this.#pages = 0
    this.#worker.postMessage(mode)
  }

  /** The pass that commits wait for. */
  #hold(mode: PassMode): void {
    this.#holding = true
    this.#parts.hold()
    this.#pass(mode)
    this.#worker?.ref()
  }

  #waitForQuiet(): void {
    const commits = this.#commits
    const look = () => {
      this.#stopTimer = undefined
      if (commits !== this.#commits || this.#busy) this.#waitForQuiet()
      else if (this.#logSize() > WORTH_EMPTYING) this.#hold('TRUNCATE')
    }
    this.#stopTimer = this.#parts.clock.after(QUIET, look, { unref: true })
  }

  #logSize(): number {
    const log = join(this.#parts.dataDir, `${DATABASE_FILE}-wal`)
    return statSync(log, { throwIfNoEntry: false })?.size ?? 0
  }

  #start(): Worker {
    const { db, dataDir } = this.#parts
    const worker = new Worker(workerFile('checkpoint-worker'), {
      workerData: { file: join(dataDir, DATABASE_FILE), synchronous: db.pragma('synchronous', { simple: true }) },
    })
    worker.on('message', (result: PassResult) => this.#passed(result))
    worker.on('error', () => this.#leaveToSqlite())
    worker.on('exit', () => this.#leaveToSqlite())
    worker.unref()
    return worker
  }

  #passed({ busy, log, checkpointed }: PassResult): void {
    if (this.#holding) {
      this.#holding = false
      this.#busy = false
      this.#worker?.unref()
      this.#parts.release()
      // Somebody was reading, and no commit may come that would have the WAL looked at again.
      if (busy && !this.#closed && !this.#stopTimer) this.#waitForQuiet()
    } else if (log > LONGEST_LOG && checkpointed > 0) this.#hold('PASSIVE')
    else this.#busy = false
  }

  #leaveToSqlite(): void {
    this.#worker = undefined
    this.#busy = true
    if (this.#holding) this.#parts.release()
    this.#holding = false
    if (!this.#closed && this.#parts.db.open) this.#parts.db.pragma('wal_autocheckpoint = 1000')
  }
}

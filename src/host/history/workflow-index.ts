import type { Database, Statement } from 'better-sqlite3'
import { PER_SECOND } from './key.ts'

/** Rows after which the index is brought up to date within the commit at hand. */
const AT_ONCE = 512

/** What is entered of a run. */
export interface IndexedRun {
  readonly run: number
  readonly workflow: number
  readonly version: number
  readonly user: string
  /** Of an ended run; null while it goes on. */
  readonly tasks: number | null
}

/** Which runs a workflow has, filled behind the writer: an index entry in each commit would make every reply wait for it. */
export class WorkflowIndex {
  readonly #insert: Statement<[number, number]>
  readonly #insertKey: Statement<[number, number, number | null, string]>
  readonly #mark: Statement<[number]>
  readonly #db: Database
  #waiting: IndexedRun[] = []

  constructor(db: Database) {
    this.#db = db
    this.#insert = db.prepare('INSERT OR IGNORE INTO run_workflows (workflow, run) VALUES (?, ?)')
    this.#insertKey = db.prepare(
      `INSERT INTO run_keys (run, version, tasks, user) VALUES (?, ?, ?, ?)
       ON CONFLICT (run) DO UPDATE SET tasks = excluded.tasks`,
    )
    this.#mark = db.prepare(
      `INSERT INTO totals (name, value) VALUES ('indexed', ?)
       ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`,
    )
  }

  /** Enters what a host that died had not. */
  catchUp(): void {
    this.#db.exec(`
      INSERT OR IGNORE INTO run_workflows (workflow, run)
      SELECT v.workflow, r.n FROM runs r JOIN versions v ON v.n = r.version
      WHERE r.n > coalesce((SELECT value FROM totals WHERE name = 'indexed'), -9007199254740991);
      INSERT OR IGNORE INTO run_keys (run, version, user)
      SELECT n, version, user FROM runs
      WHERE n > coalesce((SELECT value FROM totals WHERE name = 'indexed'), -9007199254740991);
    `)
  }

  /** A run's row was written; its entry waits. */
  add(run: IndexedRun): void {
    this.#waiting.push(run)
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  get isDue(): boolean {
    return this.#waiting.length >= AT_ONCE
  }

  /** Enters what waits. Runs inside the writer's transaction; `written` is called when that is committed. */
  write(): void {
    let newest = Number.MIN_SAFE_INTEGER
    for (const { run, workflow, version, tasks, user } of this.#waiting) {
      this.#insert.run(workflow, run)
      this.#insertKey.run(run, version, tasks, user)
      if (run > newest) newest = run
    }
    // A first row is written up to 20 ms after its run began, so runs of the last second may still be missing.
    if (this.#waiting.length > 0) this.#mark.run(newest - PER_SECOND)
  }

  written(): void {
    this.#waiting = []
  }
}

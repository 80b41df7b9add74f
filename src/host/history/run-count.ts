import type { Database } from 'better-sqlite3'
import { keyAt } from './key.ts'

/** Rows this many milliseconds old are all in place: none is added among them any more. */
const SETTLED = 60_000

/** How many runs there are, without counting all of them each time: what is settled is counted once. */
export class RunCount {
  readonly #db: Database
  #settled: { upTo: number; runs: number; pruned: number } | undefined

  constructor(db: Database) {
    this.#db = db
  }

  /** Runs in the history now. */
  total(): number {
    return this.#db.transaction(() => {
      const pruned = this.#pruned()
      // Nobody says which side of the mark removed runs were on, so after a removal all are counted anew.
      const known = this.#settled?.pruned === pruned ? this.#settled : undefined
      const before = known ?? { upTo: Number.MIN_SAFE_INTEGER, runs: 0, pruned }
      const newest = this.#db.prepare<[], number>('SELECT started FROM runs ORDER BY n DESC LIMIT 1').pluck().get()
      const upTo = newest === undefined ? before.upTo : Math.max(before.upTo, keyAt(newest - SETTLED))
      const runs = before.runs + this.#count(before.upTo, upTo)
      this.#settled = { upTo, runs, pruned }
      return runs + this.#count(upTo, Number.MAX_SAFE_INTEGER)
    })()
  }

  #count(after: number, upTo: number): number {
    return (
      this.#db
        .prepare<[number, number], number>('SELECT count(*) FROM runs WHERE n > ? AND n <= ?')
        .pluck()
        .get(after, upTo) ?? 0
    )
  }

  #pruned(): number {
    return this.#db.prepare<[], number>("SELECT value FROM totals WHERE name = 'pruned'").pluck().get() ?? 0
  }
}

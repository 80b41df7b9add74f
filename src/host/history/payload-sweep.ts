import { readdirSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import type { Clock } from '../engine/clock.ts'
import type { Payloads } from './payloads.ts'
import { removeUnreferred } from './unreferred.ts'

const AT_ONCE = 64
/** Milliseconds from one time through to the next: by then no payload counts as recent that did before. */
const EVERY = 3_600_000

/**
 * Goes through all payloads once an hour, a few at a time, and removes those that nothing names: a file whose request was
 * refused, one whose host died before its run had a row, or one that was too recent when its capture fell out.
 */
export class PayloadSweep {
  readonly #db: Database
  readonly #payloads: Payloads
  readonly #clock: Clock
  #due = 0
  #last: Buffer | undefined = Buffer.alloc(0)
  #files: string[] | undefined

  constructor(db: Database, payloads: Payloads, clock: Clock) {
    this.#db = db
    this.#payloads = payloads
    this.#clock = clock
  }

  /** Looks at the next few. False when there are no more for now. */
  next(): boolean {
    if (this.#clock.now() < this.#due) return false
    const small = this.#last !== undefined
    const hashes = this.#last ? this.#small(this.#last) : this.#large()
    if (hashes.length > 0) this.#db.transaction(() => removeUnreferred(this.#db, this.#payloads, hashes))()
    const more = small || hashes.length > 0
    if (!more) this.#startAgain()
    return more
  }

  #startAgain(): void {
    this.#due = this.#clock.now() + EVERY
    this.#last = Buffer.alloc(0)
    this.#files = undefined
  }

  #small(after: Buffer): Buffer[] {
    const hashes = this.#db
      .prepare<[Buffer, number], Buffer>('SELECT sha256 FROM payloads WHERE sha256 > ? ORDER BY sha256 LIMIT ?')
      .pluck()
      .all(after, AT_ONCE)
    this.#last = hashes.at(-1)
    return hashes
  }

  #large(): Buffer[] {
    this.#files ??= readdirSync(this.#payloads.folder).filter(name => /^[0-9a-f]{64}$/.test(name))
    return this.#files.splice(0, AT_ONCE).map(name => Buffer.from(name, 'hex'))
  }
}

import { readdirSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import type { Payloads } from './payloads.ts'
import { removeUnreferred } from './unreferred.ts'

const AT_ONCE = 64

/**
 * Goes once through all payloads, a few at a time, and removes those that nothing names: a file whose request was
 * refused, or one whose host died before its run had a row.
 */
export class PayloadSweep {
  readonly #db: Database
  readonly #payloads: Payloads
  #last: Buffer | undefined = Buffer.alloc(0)
  #files: string[] | undefined

  constructor(db: Database, payloads: Payloads) {
    this.#db = db
    this.#payloads = payloads
  }

  /** Looks at the next few. False when there are no more. */
  next(): boolean {
    const hashes = this.#last ? this.#small(this.#last) : this.#large()
    if (hashes.length > 0) this.#db.transaction(() => removeUnreferred(this.#db, this.#payloads, hashes))()
    return this.#last !== undefined || hashes.length > 0
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

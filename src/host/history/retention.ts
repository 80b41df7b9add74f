import type { Database } from 'better-sqlite3'
import type { Clock } from '../engine/clock.ts'
import { removeCapturesBeyond } from './capture-limit.ts'
import { keyAt } from './key.ts'
import { PayloadSweep } from './payload-sweep.ts'
import type { Payloads } from './payloads.ts'
import { removeUnreferred } from './unreferred.ts'

/** Milliseconds from the start to the first look, and between looks. */
const FIRST_LOOK = 10_000
const EVERY = 60_000
/** A slice ends after this many milliseconds, and the next comes this much later: replies go between them. */
const SLICE = 4
const PAUSE = 20
const RUNS_AT_ONCE = 16
/** Freed pages given back to the disk after each slice. */
const PAGES_AT_ONCE = 64
/** When bytes are too many, this part of the limit is aimed at, so that it is not reached again at once. */
const AIM = 0.95
/** The part of the limit that captures may take. */
const CAPTURES = 0.1

export interface RetentionParts {
  readonly db: Database
  readonly payloads: Payloads
  readonly clock: Clock
  /** `keep` is milliseconds, `maxBytes` bytes. */
  readonly limits: { readonly keep: number; readonly maxRuns: number; readonly maxBytes: number }
  readonly counts: () => Promise<{ runs: number; bytes: number }>
}

interface Doomed {
  n: number
  workflow: number
}

/** Removes the oldest runs beyond the limits of age, count and bytes, the oldest captures beyond their part of the bytes, and payloads that nothing names, in small slices. */
export class Retention {
  readonly #parts: RetentionParts
  readonly #sweep: PayloadSweep
  #stop: () => void
  #closed = false

  constructor(parts: RetentionParts) {
    this.#parts = parts
    this.#sweep = new PayloadSweep(parts.db, parts.payloads, parts.clock)
    this.#stop = this.#later(FIRST_LOOK, () => this.look())
  }

  close(): void {
    this.#closed = true
    this.#stop()
  }

  /** Looks whether anything is beyond the limits, and removes it. Resolves when the first slice is done. */
  async look(): Promise<void> {
    const { counts, limits, clock } = this.#parts
    try {
      const { runs, bytes } = await counts()
      const tooMany = runs - limits.maxRuns
      const tooLarge = bytes > limits.maxBytes ? Math.ceil(runs * (1 - (AIM * limits.maxBytes) / bytes)) : 0
      this.#slice(Math.max(0, tooMany, tooLarge), keyAt(clock.now() - limits.keep))
    } catch {
      // What cannot be read or written now is looked at again later.
      this.#again()
    }
  }

  readonly #slice = (left: number, olderThan: number): void => {
    if (this.#closed) return
    const { clock, db, payloads, limits } = this.#parts
    const end = clock.now() + SLICE
    let removed = 0
    let more = true
    try {
      do {
        const gone = this.#removeOldest(left - removed, olderThan)
        removed += gone
        const captures = removeCapturesBeyond(db, payloads, CAPTURES * limits.maxBytes)
        more = gone > 0 || captures > 0 || this.#sweep.next()
      } while (more && clock.now() < end)
      db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`)
    } catch {
      more = false
    }
    if (more) this.#stop = this.#later(PAUSE, () => this.#slice(left - removed, olderThan))
    else this.#again()
  }

  #removeOldest(beyondCount: number, olderThan: number): number {
    const { db, payloads } = this.#parts
    const limit = beyondCount > 0 ? Math.min(beyondCount, RUNS_AT_ONCE) : RUNS_AT_ONCE
    return db.transaction(() => {
      const doomed = db
        .prepare<[number, number], Doomed>(
          `SELECT r.n, v.workflow FROM runs r JOIN versions v ON v.n = r.version
           WHERE r.status IN (3, 4, 5) AND r.n < ? ORDER BY r.n LIMIT ?`,
        )
        .all(beyondCount > 0 ? Number.MAX_SAFE_INTEGER : olderThan, limit)
      if (doomed.length > 0) remove(db, payloads, doomed)
      return doomed.length
    })()
  }

  #again(): void {
    if (!this.#closed) this.#stop = this.#later(EVERY, () => this.look())
  }

  #later(ms: number, what: () => void): () => void {
    return this.#parts.clock.after(ms, what, { unref: true })
  }
}

function remove(db: Database, payloads: Payloads, doomed: readonly Doomed[]): void {
  const named = db.prepare<[number], Buffer>('SELECT sha256 FROM run_payloads WHERE run = ?').pluck()
  const hashes = doomed.flatMap(({ n }) => named.all(n))
  for (const { n, workflow } of doomed) {
    db.prepare('DELETE FROM run_payloads WHERE run = ?').run(n)
    db.prepare('DELETE FROM run_workflows WHERE workflow = ? AND run = ?').run(workflow, n)
    db.prepare('DELETE FROM run_keys WHERE run = ?').run(n)
    db.prepare('DELETE FROM runs WHERE n = ?').run(n)
  }
  removeUnreferred(db, payloads, hashes)
  db.prepare(
    `INSERT INTO totals (name, value) VALUES ('pruned', ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
  ).run(doomed.length)
}

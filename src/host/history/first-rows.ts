import type { Clock } from '../engine/clock.ts'
import type { Run } from '../engine/run.ts'

/** Milliseconds a first row may take: most runs end before it, and are written once. */
const DELAY = 10

/** Runs that began and that nobody waits for yet. Each is due between one and two delays later, unless it is dropped. */
export class FirstRows {
  readonly #clock: Clock
  readonly #due: (runs: ReadonlySet<Run>) => void
  #younger = new Set<Run>()
  #older = new Set<Run>()
  #timed = false

  constructor(clock: Clock, due: (runs: ReadonlySet<Run>) => void) {
    this.#clock = clock
    this.#due = due
  }

  add(run: Run): void {
    this.#younger.add(run)
    this.#time()
  }

  /** The run was written. */
  drop(run: Run): void {
    this.#younger.delete(run)
    this.#older.delete(run)
  }

  /** All that are not due yet; none is left. */
  takeAll(): Run[] {
    const runs = [...this.#older, ...this.#younger]
    this.#older = new Set()
    this.#younger = new Set()
    return runs
  }

  #time(): void {
    if (this.#timed) return
    this.#timed = true
    this.#clock.after(DELAY, this.#pass, { unref: true })
  }

  readonly #pass = (): void => {
    this.#timed = false
    const due = this.#older
    this.#older = this.#younger
    this.#younger = new Set()
    if (this.#older.size > 0) this.#time()
    if (due.size > 0) this.#due(due)
  }
}

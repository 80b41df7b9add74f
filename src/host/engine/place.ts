import type { Slots } from './slots.ts'

/**
 * A run's place of `limits.concurrency`. A run has one branch, and as many as a fan-out has iterations while that runs; it gives
 * its place back while all of them wait (delays, retries, pauses) and takes one again before the first goes on.
 */
export class Place {
  readonly #slots: Slots
  readonly #onCancel: (end: () => void) => () => void
  #branches = 1
  #waiting = 0
  #held = true
  #taking: Promise<void> | undefined

  /** The run has just taken a place. `onCancel` calls back when the run is cancelled, and gives how to take that back. */
  constructor(slots: Slots, onCancel: (end: () => void) => () => void) {
    this.#slots = slots
    this.#onCancel = onCancel
  }

  /** True while every branch waits. */
  get idle(): boolean {
    return this.#waiting >= this.#branches
  }

  /** The branch becomes `count` branches (1 or more); all but the last to end leave with `leave`. */
  split(count: number): void {
    this.#branches += count - 1
  }

  /** A branch has ended while others of its fan-out go on. */
  leave(): void {
    this.#branches--
    this.#settle()
  }

  /** A branch waits for `until`, without the place if no other goes on. */
  async during(until: Promise<unknown>): Promise<void> {
    this.#waiting++
    this.#settle()
    await until
    this.#waiting--
    if (this.#held) return
    this.#taking ??= this.#take()
    await this.#taking
  }

  /** The run has ended. */
  end(): void {
    if (this.#held) this.#slots.release()
    this.#held = false
  }

  #settle(): void {
    if (!this.#held || !this.idle) return
    this.#held = false
    this.#slots.release()
  }

  async #take(): Promise<void> {
    this.#held = await this.#slots.retake(this.#onCancel)
    this.#taking = undefined
  }
}

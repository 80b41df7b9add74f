import type { Clock } from './clock.ts'

interface Timer {
  left: number
  since: number
  readonly callback: () => void
  stop: (() => void) | undefined
}

/** Timers of one run that stand still while it is paused (contract §2, Paused). */
export class RunTimers {
  readonly #clock: Clock
  readonly #timers = new Set<Timer>()
  #still = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Calls back once after `ms` of time in which the run was not paused; gives a function that gives it up. */
  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { left: ms, since: 0, callback, stop: undefined }
    this.#timers.add(timer)
    if (!this.#still) this.#arm(timer)
    return () => {
      timer.stop?.()
      this.#timers.delete(timer)
    }
  }

  /** Stops all timers, or lets them go on with what they had left. */
  hold(still: boolean): void {
    if (still === this.#still) return
    this.#still = still
    for (const timer of this.#timers) {
      if (still) this.#disarm(timer)
      else this.#arm(timer)
    }
  }

  #arm(timer: Timer): void {
    timer.since = this.#clock.now()
    timer.stop = this.#clock.after(timer.left, () => {
      this.#timers.delete(timer)
      timer.callback()
    })
  }

  #disarm(timer: Timer): void {
    timer.stop?.()
    timer.stop = undefined
    timer.left = Math.max(0, timer.left - (this.#clock.now() - timer.since))
  }
}

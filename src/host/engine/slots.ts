import { UserError } from '../../shared/errors.ts'

/** Someone who waits for a place; gives false when it is not wanted any more. */
type Waiting = () => boolean

/** The places of `limits.concurrency` and the queue before them. A delayed or paused run gives its place back while it waits. */
export class Slots {
  readonly #limits: () => { concurrency: number; queue: number }
  readonly #waiting: Waiting[] = []
  #taken = 0

  constructor(limits: () => { concurrency: number; queue: number }) {
    this.#limits = limits
  }

  /** Takes a place if one is free. */
  tryTake(): boolean {
    if (this.#taken >= this.#limits().concurrency) return false
    this.#taken++
    return true
  }

  /** Takes a place, at once or when one is free. Throws TOO_MANY_RUNS when the queue is full. */
  take(): Promise<void> | undefined {
    if (this.tryTake()) return undefined
    const { concurrency, queue } = this.#limits()
    if (this.#waiting.length >= queue) {
      throw new UserError(
        'TOO_MANY_RUNS',
        `${concurrency} runs are under way and ${queue} wait. Send again later, or raise limits.concurrency or limits.queue in triggerbench.yaml`,
      )
    }
    return new Promise(resolve =>
      this.#waiting.push(() => {
        resolve()
        return true
      }),
    )
  }

  /**
   * Takes a place back for a run that gave it up: it may wait, and is never refused. Resolves with false, without a place,
   * when `signal` aborts first.
   */
  retake(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false)
    if (this.tryTake()) return Promise.resolve(true)
    return new Promise(resolve => {
      let left = false
      signal.addEventListener(
        'abort',
        () => {
          left = true
          resolve(false)
        },
        { once: true },
      )
      this.#waiting.push(() => {
        if (!left) resolve(true)
        return !left
      })
    })
  }

  /** Gives a place back; the longest waiting run gets it. */
  release(): void {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) if (next()) return
    this.#taken--
  }
}

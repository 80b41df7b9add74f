import { UserError } from '../../shared/errors.ts'

/** Someone who waits for a place. */
interface Waiting {
  /** False for a run that goes on after it gave its place up: it does not count as queued. */
  readonly isNew: boolean
  /** Takes the place; gives false when it is not wanted any more. */
  take(): boolean
}

/** The places of `limits.concurrency` and the queue before them. A delayed or paused run gives its place back while it waits. */
export class Slots {
  readonly #limits: () => { concurrency: number; queue: number }
  readonly #waiting: Waiting[] = []
  #taken = 0
  #queued = 0

  constructor(limits: () => { concurrency: number; queue: number }) {
    this.#limits = limits
  }

  /** Takes a place if one is free. */
  tryTake(): boolean {
    if (this.#taken >= this.#limits().concurrency) return false
    this.#taken++
    return true
  }

  /** Throws TOO_MANY_RUNS when so many new runs find neither a place nor room in the queue. */
  checkRoom(runs: number): void {
    const { concurrency, queue } = this.#limits()
    const free = Math.max(0, concurrency - this.#taken) + Math.max(0, queue - this.#queued)
    if (runs <= free) return
    throw new UserError(
      'TOO_MANY_RUNS',
      `${this.#taken} runs are under way (limits.concurrency is ${concurrency}) and ${this.#queued} wait (limits.queue is ${queue}). Send again later, or raise the limits in triggerbench.yaml`,
    )
  }

  /** Takes a place, at once or when one is free. Throws TOO_MANY_RUNS when the queue is full. */
  take(): Promise<void> | undefined {
    if (this.tryTake()) return undefined
    this.checkRoom(1)
    this.#queued++
    return new Promise(resolve => {
      this.#waiting.push({
        isNew: true,
        take() {
          resolve()
          return true
        },
      })
    })
  }

  /**
   * Takes a place back for a run that gave it up: it may wait, and is never refused. Resolves with false, without a place,
   * when it is given up: `onGiveUp` takes what to call then, and gives how to take that back.
   */
  retake(onGiveUp: (giveUp: () => void) => () => void): Promise<boolean> {
    if (this.tryTake()) return Promise.resolve(true)
    return new Promise(resolve => {
      let wanted = true
      const forget = onGiveUp(() => {
        wanted = false
        resolve(false)
      })
      this.#waiting.push({
        isNew: false,
        take() {
          if (!wanted) return false
          forget()
          resolve(true)
          return true
        },
      })
    })
  }

  /** Gives a place back; the longest waiting run gets it. */
  release(): void {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (next.isNew) this.#queued--
      if (next.take()) return
    }
    this.#taken--
  }
}

/** Time for everything below host.ts, passed in so that 55 seconds can be tested at once. */
export interface Clock {
  /** Epoch milliseconds with fractions (microsecond steps), never going back. */
  now(): number
  /** Calls back once after `ms`; gives a function that gives it up. Keeps the process alive unless `unref`. */
  after(ms: number, callback: () => void, options?: { unref?: boolean }): () => void
}

const LONGEST_TIMER = 2 ** 31 - 1

/** The machine's time: monotonic since the process began, so a changed wall clock changes no duration. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, callback, options) {
    let timer: NodeJS.Timeout
    const arm = (left: number) => {
      const step = Math.min(left, LONGEST_TIMER)
      timer = setTimeout(() => (left > step ? arm(left - step) : callback()), step)
      if (options?.unref) timer.unref()
    }
    arm(Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}

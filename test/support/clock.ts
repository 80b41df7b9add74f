import type { Clock } from '../../src/host/engine/clock.ts'

/** Time that goes on only when told to: `advance` runs what falls due, in order, letting promises settle in between. */
export interface FakeClock extends Clock {
  advance(ms: number): Promise<void>
}

export function createFakeClock(start = Date.UTC(2026, 10, 23, 9, 42, 17)): FakeClock {
  let now = start
  const timers = new Set<{ at: number; callback: () => void }>()
  const settle = () => new Promise<void>(resolve => setImmediate(resolve))
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const due = first(timers)
        if (!due || due.at > end) break
        timers.delete(due)
        now = due.at
        due.callback()
        await settle()
      }
      now = end
      await settle()
    },
  }
}

/** The timer that falls due first; of several at one time the one set first. */
function first<T extends { at: number }>(timers: ReadonlySet<T>): T | undefined {
  let found: T | undefined
  for (const timer of timers) if (!found || timer.at < found.at) found = timer
  return found
}

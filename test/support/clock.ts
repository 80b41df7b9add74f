import type { Clock } from '../../src/host/engine/clock.ts'

/** Time that goes on only when told to: `advance` runs what falls due, in order, letting promises settle in between. */
export interface FakeClock extends Clock {
  advance(ms: number): Promise<void>
}

export function createFakeClock(start = Date.UTC(2026, 10, 23, 9, 42, 17)): FakeClock {
  let now = start
  let timers: { at: number; callback: () => void }[] = []
  const settle = () => new Promise<void>(resolve => setImmediate(resolve))
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const due = timers.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        timers = timers.filter(timer => timer !== due)
        now = due.at
        due.callback()
        await settle()
      }
      now = end
      await settle()
    },
  }
}

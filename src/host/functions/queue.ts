import type { PendingCall } from './pending.ts'

/** Calls that wait for a runner to themselves. */
export interface FairQueue {
  readonly length: number
  push(pending: PendingCall): void
  /** Puts a call in front again that had its turn and was not begun. */
  unshift(pending: PendingCall): void
  /** The next one: of the function with the fewest calls under way, so that one Function's many calls hold up no other; the oldest among equals. With `onlyNew`, only of one that has none. */
  take(onlyNew: boolean): PendingCall | undefined
  remove(pending: PendingCall): void
  /** Empties it. */
  drain(): PendingCall[]
}

export function createFairQueue(): FairQueue {
  const waiting: PendingCall[] = []
  return {
    get length() {
      return waiting.length
    },
    push: pending => void waiting.push(pending),
    unshift: pending => void waiting.unshift(pending),
    take(onlyNew) {
      let best = 0
      for (let i = 1; i < waiting.length && running(waiting[best]) > 0; i++) {
        if (running(waiting[i]) < running(waiting[best])) best = i
      }
      if (onlyNew && running(waiting[best]) > 0) return undefined
      return waiting.splice(best, 1)[0]
    },
    remove(pending) {
      const index = waiting.indexOf(pending)
      if (index >= 0) waiting.splice(index, 1)
    },
    drain: () => waiting.splice(0),
  }
}

function running(pending: PendingCall | undefined): number {
  return pending?.known.running ?? 0
}

import { type KnownFunction, mayShare } from './known.ts'
import type { PendingCall } from './pending.ts'

/** Calls that wait for a runner to themselves; those that are settled meanwhile stay until their turn. */
export interface FairQueue {
  readonly length: number
  push(pending: PendingCall): void
  /** Puts a call in front again that had its turn and was not begun. */
  unshift(pending: PendingCall): void
  /** The next one: of the function with the fewest calls under way, so that one Function's many calls hold up no other; the oldest among equals. With `onlyNew`, only of one that has none. */
  take(onlyNew: boolean): PendingCall | undefined
  /** All those whose functions have proven fast while they waited, in order. */
  takeProven(): PendingCall[]
  /** Empties it. */
  drain(): PendingCall[]
}

/** The calls of one function, first in first out. */
interface Line {
  readonly calls: PendingCall[]
  /** Those before it are gone. */
  head: number
}

/** A list by function: a fan-out may wait with a hundred thousand calls of one, and each look must cost the same. */
export function createFairQueue(): FairQueue {
  const lines = new Map<KnownFunction, Line>()
  let length = 0

  function lineOf(known: KnownFunction): Line {
    const line = lines.get(known) ?? { calls: [], head: 0 }
    lines.set(known, line)
    return line
  }

  function leave(known: KnownFunction): PendingCall[] {
    const line = lines.get(known)
    lines.delete(known)
    const calls = line?.calls.slice(line.head) ?? []
    length -= calls.length
    return calls
  }

  return {
    get length() {
      return length
    },
    push(pending) {
      lineOf(pending.known).calls.push(pending)
      length++
    },
    unshift(pending) {
      const line = lineOf(pending.known)
      if (line.head > 0) line.calls[--line.head] = pending
      else line.calls.unshift(pending)
      length++
    },
    take(onlyNew) {
      let best: KnownFunction | undefined
      for (const known of lines.keys()) {
        if (!best || known.running < best.running || (known.running === best.running && older(known, best)))
          best = known
      }
      if (!best || (onlyNew && best.running > 0)) return undefined
      const line = lineOf(best)
      const pending = line.calls[line.head++]
      length--
      if (line.head === line.calls.length) lines.delete(best)
      return pending
    },
    takeProven: () => [...lines.keys()].filter(mayShare).flatMap(leave),
    drain: () => [...lines.keys()].flatMap(leave).sort((a, b) => a.id - b.id),
  }

  function older(known: KnownFunction, than: KnownFunction): boolean {
    return first(known) < first(than)
  }

  function first(known: KnownFunction): number {
    const line = lines.get(known)
    return line?.calls[line.head]?.id ?? Number.POSITIVE_INFINITY
  }
}

import type { DefinedFunction } from '../../shared/function-channel.ts'

const FAST_MICROS = 1000
const PROVEN = 5
const BEST = 20
const SLOW_COSTS = 8
const KEPT = 2000

/** A source the pool has met, and how its calls went. */
export interface KnownFunction extends DefinedFunction {
  readonly id: number
  /** Fast calls less the slow ones; at PROVEN its calls may share a runner. */
  fast: number
  /** Its calls that have a runner to themselves at this moment. */
  running: number
}

/** Gives each source a number, under which a runner knows it after it has crossed once. */
export interface KnownFunctions {
  get(source: string, sourceName: string): KnownFunction
}

export function createKnownFunctions(): KnownFunctions {
  const known = new Map<string, Map<string, KnownFunction>>()
  let nextId = 1
  return {
    get(source, sourceName) {
      let names = known.get(source)
      if (!names) {
        names = new Map()
        known.set(source, names)
        if (known.size > KEPT) known.delete(known.keys().next().value ?? '')
      }
      let found = names.get(sourceName)
      if (!found) {
        found = { id: nextId++, source, sourceName, fast: 0, running: 0 }
        names.set(sourceName, found)
      }
      return found
    },
  }
}

/** True when its calls have been seen to end within a millisecond (architecture.md, "runners"). */
export function mayShare(known: KnownFunction): boolean {
  return known.fast >= PROVEN
}

/** Learns from a call that ended after `micros` microseconds of work in the runner. */
export function learn(known: KnownFunction, micros: number): void {
  if (micros < FAST_MICROS) known.fast = Math.min(BEST, known.fast + 1)
  else known.fast = micros < 10 * FAST_MICROS ? Math.max(0, known.fast - SLOW_COSTS) : 0
}

/** Its calls go alone from now on until proven again. */
export function distrust(known: KnownFunction): void {
  known.fast = 0
}

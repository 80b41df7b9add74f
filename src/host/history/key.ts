/** 2020-01-01T00:00:00Z in epoch milliseconds: keys count from here, so that they stay exact numbers until the year 2089. */
const EPOCH = 1_577_836_800_000
const PER_MILLISECOND = 4_096

/**
 * The key of a run's row: its UUIDv7's milliseconds and 12-bit counter (RFC 9562 §5.7, engine/uuid.ts) as one integer.
 * Keys sort as ids do. Two ids of other generators may share one; the writer then takes the next free key.
 */
export function keyOf(id: Uint8Array): number {
  const ms = byte(id, 0) * 2 ** 40 + byte(id, 1) * 2 ** 32 + byte(id, 2) * 2 ** 24 + byte(id, 3) * 2 ** 16
  const low = byte(id, 4) * 256 + byte(id, 5)
  return (ms + low - EPOCH) * PER_MILLISECOND + (byte(id, 6) & 0x0f) * 256 + byte(id, 7)
}

/** The first key of a moment: every run that started before `at` (epoch milliseconds) has a smaller one. */
export function keyAt(at: number): number {
  return (Math.floor(at) - EPOCH) * PER_MILLISECOND
}

/** How far apart the keys of two moments a second apart are. */
export const PER_SECOND = 1_000 * PER_MILLISECOND

/** How many keys from an id's own the writer may have moved its row on. */
export const KEY_REACH = 64

function byte(id: Uint8Array, index: number): number {
  return id[index] ?? 0
}

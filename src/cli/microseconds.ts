/** A duration in milliseconds without what is finer than a microsecond, which is noise of binary fractions; null stays null. */
export function microseconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1_000) / 1_000
}

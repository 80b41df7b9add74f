/** Waits before the second to sixth attempt, in milliseconds (Paragon §5, Auto-retry: about 10, 20, 30, 50, 80 s, with jitter). */
const WAITS = [10_000, 20_000, 30_000, 50_000, 80_000]

/**
 * How long to wait after the given number of attempts, in milliseconds; undefined when there is no further one.
 * `random` (0 to 1) spreads it by a tenth either way.
 */
export function retryDelay(attempts: number, random: number): number | undefined {
  const wait = WAITS[attempts - 1]
  return wait === undefined ? undefined : Math.round(wait * (0.9 + random * 0.2))
}

/** Kept whatever runs are under way: enough for the runs of one commit. Each costs a look at every record that is written. */
const KEPT = 64
/** However long a run goes on: beyond it those used longest ago are forgotten. */
const MOST = 4_096

/**
 * Credentials that requests went out with and that no record of a run names: tokens that an OAuth server issued, and what the
 * authorization of an integration became on the wire. Answers may repeat them, so the history masks them as it does secrets.
 */
export interface IssuedCredentials {
  /** `now` is epoch milliseconds. */
  add(value: string, now: number): void
  /** Those that a run which is not recorded yet may have been answered with; the one used last stands last. */
  list(): readonly string[]
}

/**
 * Keeps what was used since the oldest run under way began, and the 64 used last in any case. `oldest` gives when that run began
 * (epoch milliseconds), Infinity when none is under way.
 */
export function createIssuedCredentials(oldest: () => number): IssuedCredentials {
  /** When each was used last, in that order. */
  const used = new Map<string, number>()
  return {
    add(value, now) {
      used.delete(value)
      used.set(value, now)
    },
    list() {
      if (used.size > KEPT) {
        const since = oldest()
        for (const [value, at] of used) {
          if (used.size <= KEPT || (at >= since && used.size <= MOST)) break
          used.delete(value)
        }
      }
      return [...used.keys()]
    },
  }
}

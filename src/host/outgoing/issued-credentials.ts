/** Enough for the runs of one commit; each costs a look at every record that is written. */
const KEPT = 64

/**
 * Credentials that requests went out with and that no record of a run names: tokens that an OAuth server issued, and what the
 * authorization of an integration became on the wire. Answers may repeat them, so the history masks them as it does secrets.
 */
export interface IssuedCredentials {
  add(value: string): void
  /** Those used last. */
  list(): readonly string[]
}

/** Keeps the 64 credentials used last. */
export function createIssuedCredentials(): IssuedCredentials {
  const values = new Set<string>()
  return {
    add(value) {
      values.delete(value)
      values.add(value)
      const [oldest] = values
      if (values.size > KEPT && oldest !== undefined) values.delete(oldest)
    },
    list: () => [...values],
  }
}

/** Reads a JSON value kept for this origin; `fallback` when there is none or it does not parse. */
export const recall = <T>(key: string, fallback: T): T => {
  const text = localStorage.getItem(`triggerbench.${key}`)
  if (text === null) return fallback
  try {
    return JSON.parse(text) as T
  } catch {
    return fallback
  }
}

/** Keeps a JSON value for this origin; it outlives reloads and restarts of the host. */
export const remember = (key: string, value: unknown): void => {
  try {
    localStorage.setItem(`triggerbench.${key}`, JSON.stringify(value))
  } catch {
    // A full or forbidden storage loses the memory across reloads, never the work on the page.
  }
}

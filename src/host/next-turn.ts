/** Resolves in a later turn of the event loop: what else waits, such as other requests, comes first. */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

import type { Clock } from './engine/clock.ts'

/** The Date header's text (RFC 9110 §6.6.1), made once a second. */
export function createHttpDate(clock: Clock): () => string {
  let second = 0
  let text = ''
  return () => {
    const now = Math.floor(clock.now() / 1_000)
    if (now !== second) {
      second = now
      text = new Date(now * 1_000).toUTCString()
    }
    return text
  }
}

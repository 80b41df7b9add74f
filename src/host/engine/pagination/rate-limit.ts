import type { OutgoingResponse } from '../../outgoing/types.ts'

/** How often one page is asked for again because its server said "not now". */
const RETRIES = 5
const FIRST_WAIT_MS = 1_000
/** A server that says to come back later than this has refused. */
const LONGEST_WAIT_MS = 15 * 60_000

/**
 * How long to wait before a page is asked for again, in milliseconds (Paragon §5, Pagination: rate limits are retried with
 * back-off): 429, or 503 with Retry-After (RFC 9110 §10.2.3: seconds or a date); else 1, 2, 4, 8, 16 s. Undefined when the
 * answer is no rate limit, or was given often enough. `now` is epoch milliseconds.
 */
export function rateLimitWait(
  { statusCode, headers }: OutgoingResponse,
  tried: number,
  now: number,
): number | undefined {
  const asked = retryAfter(headers['retry-after'], now)
  const limited = statusCode === 429 || (statusCode === 503 && asked !== undefined)
  if (!limited || tried >= RETRIES) return undefined
  const wait = asked ?? FIRST_WAIT_MS * 2 ** tried
  return wait <= LONGEST_WAIT_MS ? wait : undefined
}

function retryAfter(value: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(value) ? value[0] : value)?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

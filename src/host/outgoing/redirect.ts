import { UserError } from '../../shared/errors.ts'
import { shown, takeUserInfo } from './address.ts'
import type { OutgoingBody } from './bodies.ts'

/** Redirects followed for one request. */
export const MAX_REDIRECTS = 10

/** One request on the wire. */
export interface Hop {
  readonly method: string
  readonly url: URL
  readonly headers: readonly (readonly [string, string])[]
  readonly body: OutgoingBody | undefined
}

const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization']

/**
 * The request that a redirect asks for (RFC 9110 §15.4): 303 turns anything but HEAD into GET, 301 and 302 turn POST
 * into GET, 307 and 308 keep method and body. Credentials (`secret` names further headers) do not go to another origin.
 * Undefined when the answer is no redirect.
 */
export function nextHop(
  hop: Hop,
  status: number,
  location: string | undefined,
  secret: readonly string[],
): Hop | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  const url = URL.canParse(location, hop.url) ? new URL(location, hop.url) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UserError(
      'STEP_FAILED',
      `${shown(hop.url)} redirects to ${JSON.stringify(location)}, which is no http address`,
    )
  }
  url.hash = ''
  takeUserInfo(url)
  const toGet =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST')
  const dropped = new Set(url.origin === hop.url.origin ? [] : [...CREDENTIALS, ...secret, 'host'])
  const headers = hop.headers.filter(
    ([name]) => !dropped.has(name.toLowerCase()) && !(toGet && name.toLowerCase().startsWith('content-')),
  )
  return { method: toGet ? 'GET' : hop.method, url, headers, body: toGet ? undefined : hop.body }
}

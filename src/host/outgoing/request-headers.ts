import { validateHeaderName, validateHeaderValue } from 'node:http'
import { UserError } from '../../shared/errors.ts'
import type { OutgoingBody } from './bodies.ts'

export type HeaderPairs = readonly (readonly [name: string, value: string])[]

/** Headers of the connection and of the message's framing (RFC 9110 §7.6.1), which are made where it is sent. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  'expect',
])
const AUTOMATIC: HeaderPairs = [
  ['Accept', '*/*'],
  ['Accept-Encoding', 'gzip, deflate, br'],
  ['User-Agent', 'Triggerbench'],
]

/**
 * The headers of a request, in order: the document's (without framing and X-Paragon-Encoding, which is for us), then
 * credentials in place of the document's own of that name, then what a client adds. Throws a UserError (STEP_FAILED).
 */
export function requestHeaders(
  given: HeaderPairs,
  credentials: HeaderPairs,
  body: OutgoingBody | undefined,
): [string, string][] {
  const taken = new Set([...FRAMING, 'x-paragon-encoding', ...credentials.map(([name]) => name.toLowerCase())])
  if (body?.forced) taken.add('content-type')
  const headers = given.filter(([name]) => !taken.has(name.toLowerCase()))
  const all = [...headers, ...credentials]
  const has = (name: string) => all.some(([other]) => other.toLowerCase() === name.toLowerCase())
  const added = AUTOMATIC.filter(([name]) => !has(name))
  const result = [...all, ...added].map(([name, value]): [string, string] => [name, checked(name, value)])
  if (body && !has('content-type')) result.push(['Content-Type', body.contentType])
  return result
}

/** The first value of a header by its lower-case name. */
export function headerOf(headers: HeaderPairs, name: string): string | undefined {
  return headers.find(([other]) => other.toLowerCase() === name)?.[1]
}

function checked(name: string, value: string): string {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return value
  } catch {
    const what = 'a name has letters, digits and -, a value no line break and no character beyond Latin-1'
    throw new UserError('STEP_FAILED', `headers: ${JSON.stringify(name)} cannot be sent; ${what}`)
  }
}

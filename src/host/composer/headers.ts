import type { HeaderList } from '../../shared/execution.ts'
import type { TestRequest } from '../../shared/request.ts'
import type { ComposedBody } from './bodies/types.ts'
import { mediaTypeOf } from './charset.ts'
import { ComposeError } from './errors.ts'
import { fieldValue, isToken } from './syntax.ts'
import type { ResolveText } from './templates.ts'

/** Headers set by hand, resolved, in their order. Throws HEADER_INVALID for what cannot be a header. */
export function handHeaders(request: TestRequest, text: ResolveText): HeaderList {
  return request.headers
    .filter(header => header.enabled)
    .map((header, index): [string, string] => {
      const field = `headers[${index}]`
      const name = text(header.name, `${field}.name`)
      if (!isToken(name)) {
        throw new ComposeError(
          'HEADER_INVALID',
          field,
          `${field}: ${JSON.stringify(name)} is no header name; it takes letters, digits and - (RFC 9110 §5.6.2).`,
        )
      }
      return [name, fieldValue(text(header.value, `${field}.value`), field)]
    })
}

/** The last value of a header, by its lower-case name. */
export function findHeader(headers: HeaderList, name: string): string | undefined {
  return headers.findLast(([known]) => known.toLowerCase() === name)?.[1]
}

/** What the automatic headers are made from. */
export interface AutomaticFacts {
  /** `127.0.0.1:4750` */
  readonly host: string
  readonly version: string
  readonly authorization: string | undefined
  readonly body: ComposedBody
  readonly method: string
}

const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH'])

/**
 * All headers in wire order: Host, those set by hand, then what is still missing. An automatic one is left out when it is set by
 * hand or listed in `omitHeaders`. `automatic` names those added, lower-case.
 */
export function allHeaders(
  hand: HeaderList,
  omit: readonly string[],
  facts: AutomaticFacts,
): { headers: HeaderList; automatic: string[] } {
  const taken = new Set([...hand.map(([name]) => name.toLowerCase()), ...omit.map(name => name.toLowerCase())])
  const size = facts.body.bytes.size
  const hasLength = size > 0 || BODY_METHODS.has(facts.method)
  const wanted: [string, string | undefined][] = [
    ['Authorization', facts.authorization],
    ['User-Agent', `triggerbench/${facts.version}`],
    ['Accept', '*/*'],
    ['Content-Type', facts.body.contentType],
    // With a transfer coding the length is in the framing (RFC 9112 §6.2).
    ['Content-Length', hasLength && !taken.has('transfer-encoding') ? String(size) : undefined],
    ['Connection', 'close'],
  ]
  const missing = (list: [string, string | undefined][]): HeaderList =>
    list.flatMap(
      ([name, value]): HeaderList => (value === undefined || taken.has(name.toLowerCase()) ? [] : [[name, value]]),
    )
  const first = missing([['Host', facts.host]])
  const last = missing(wanted)
  return { headers: [...first, ...hand, ...last], automatic: [...first, ...last].map(([name]) => name.toLowerCase()) }
}

/** True when the body is to be framed in chunks: a `Transfer-Encoding` set by hand ends in `chunked` (RFC 9112 §6.1). */
export function isChunked(headers: HeaderList): boolean {
  return /(?:^|,)\s*chunked\s*$/i.test(findHeader(headers, 'transfer-encoding') ?? '')
}

/** What in a request contradicts itself, as sentences. Nothing is changed: it may be what is being tested. */
export function contradictions(request: TestRequest, headers: HeaderList, facts: AutomaticFacts): string[] {
  const notes: string[] = []
  const { bytes, contentType } = facts.body
  const length = findHeader(headers, 'content-length')
  const transfer = findHeader(headers, 'transfer-encoding')
  const type = findHeader(headers, 'content-type')
  if (length !== undefined && length !== String(bytes.size))
    notes.push(`Content-Length says ${length}, but the body has ${bytes.size} bytes.`)
  if (length !== undefined && transfer !== undefined)
    notes.push('Content-Length and Transfer-Encoding are both set: a careful server refuses the request.')
  if (length === undefined && transfer === undefined && bytes.size > 0)
    notes.push('Without Content-Length the receiver takes the body for the next request.')
  if (transfer !== undefined && isChunked(headers))
    notes.push('Transfer-Encoding is chunked: the body goes out in chunks.')
  if (type !== undefined && contentType !== undefined && mediaTypeOf(type) !== mediaTypeOf(contentType))
    notes.push(
      `Content-Type is set by hand to ${type}; the body is ${request.body.type} (${mediaTypeOf(contentType)}).`,
    )
  if (findHeader(headers, 'host') !== facts.host)
    notes.push(`Host is not ${facts.host}: the trigger may refuse the request.`)
  if (facts.authorization !== undefined && findHeader(headers, 'authorization') !== facts.authorization)
    notes.push('Authorization is set by hand or switched off: what Auth says is not sent.')
  if (bytes.size > 0 && (facts.method === 'GET' || facts.method === 'HEAD'))
    notes.push(`A ${facts.method} request with a body: some clients and servers drop it.`)
  return notes
}

import { isRecord } from '../../shared/json.ts'
import { MASK, SHORTEST_SECRET } from './mask.ts'

/** `Bearer eyJ…`: a scheme and what follows it (RFC 9110 §11.4). */
const CREDENTIALS = /^[\w!#$%&'*+.^`|~-]+ +(.+)$/
const COOKIE_ATTRIBUTE = /^(?:path|domain|expires|max-age|samesite)$/i
const NAMES: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie'])

/**
 * The values to look for elsewhere, given a sensitive header's value: all of it, an Authorization's credentials
 * (RFC 9110 §11.4) and each cookie's value (RFC 6265 §4), which records repeat alone.
 */
export function credentialsIn(value: string): string[] {
  const parts = [value, CREDENTIALS.exec(value)?.[1] ?? '']
  for (const pair of value.split(';')) {
    const equals = pair.indexOf('=')
    if (equals > 0 && !COOKIE_ATTRIBUTE.test(pair.slice(0, equals).trim())) parts.push(pair.slice(equals + 1).trim())
  }
  return parts.filter(part => part.length >= SHORTEST_SECRET)
}

/**
 * Masks the values of sensitive headers anywhere below a `headers` member (a map, a list of `{ name, value }` or of
 * pairs), and the credentials of a Request step's `authorization`, in place. Adds them to `found`, Basic ones as they
 * stood on the wire too (RFC 7617 §2): an answer may repeat them.
 */
export function maskHeadersIn(record: unknown, found: string[]): void {
  new Walker(found).walk(record, false)
}

class Walker {
  readonly #found: string[]

  constructor(found: string[]) {
    this.#found = found
  }

  walk(value: unknown, inHeaders: boolean): void {
    if (Array.isArray(value)) {
      if (inHeaders && value.length === 2 && isSensitive(value[0])) value[1] = this.#mask(value[1])
      else for (const item of value) this.walk(item, inHeaders)
    } else if (isRecord(value)) this.#walkObject(value, inHeaders)
  }

  #walkObject(object: Record<string, unknown>, inHeaders: boolean): void {
    if (inHeaders && isSensitive(object.name)) object.value = this.#mask(object.value)
    for (const [key, member] of Object.entries(object)) {
      if (inHeaders && isSensitive(key)) object[key] = this.#mask(member)
      else if (key === 'authorization' && isRecord(member) && typeof member.type === 'string') this.#maskMembers(member)
      else this.walk(member, inHeaders || /^headers$/i.test(key))
    }
  }

  /** `{ type: bearer, token }`, `{ type: basic, username, password }` and the others of the contract's `authorization`. */
  #maskMembers(authorization: Record<string, unknown>): void {
    const { type, username, password } = authorization
    if (type === 'basic') this.#found.push(Buffer.from(`${username}:${password}`).toString('base64'))
    for (const [key, member] of Object.entries(authorization)) {
      if (!/^(?:type|username|oauthUrl|requestType|audience|scopes|clientId|name)$/.test(key))
        authorization[key] = this.#mask(member)
    }
  }

  #mask(value: unknown): unknown {
    if (typeof value === 'string') {
      if (value === MASK) return value
      this.#found.push(value)
      return MASK
    }
    if (Array.isArray(value)) return value.map(item => this.#mask(item))
    if (isRecord(value)) {
      const named = 'name' in value && 'value' in value
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, named && key === 'name' ? member : this.#mask(member)]),
      )
    }
    return value
  }
}

/** Whether a header's value is masked (contract §4). */
export function isSensitiveHeader(name: string): boolean {
  return NAMES.has(name.toLowerCase())
}

function isSensitive(name: unknown): boolean {
  return typeof name === 'string' && isSensitiveHeader(name)
}

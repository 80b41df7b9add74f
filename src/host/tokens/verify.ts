import { type KeyObject, verify } from 'node:crypto'
import { UserError } from '../../shared/errors.ts'
import { isRecord } from '../../shared/json.ts'

/** How far a clock that sets `nbf` and `iat` may be ahead of this one, in milliseconds. */
const LEEWAY = 60_000
const SEGMENT = /^[A-Za-z0-9_-]*$/
/** `aud` as apps of Paragon's write it (Paragon §1.2). */
const AUDIENCE = /^useparagon\.com\/(.+)$/
const UTF8 = new TextDecoder('utf-8', { fatal: true })

export interface VerifyOptions {
  /** Any of them may have signed it; asked for one after the other. */
  readonly keys: readonly (() => KeyObject | undefined)[]
  /** Where the first of the keys stands, for messages. */
  readonly keyFile: string
  readonly projectId: string
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Checks a user token (JWS compact form, RFC 7515 §5.2; claims RFC 7519 §4.1) and gives whom it is for: `sub`, or `id` as the
 * SDK reads it. RS256 alone is taken (RFC 8725 §3.1). Throws TOKEN_INVALID, TOKEN_EXPIRED or PROJECT_FORBIDDEN; no part of the
 * token stands in a message.
 */
export function verifyToken(token: string, options: VerifyOptions): string {
  const [head = '', payload = '', signature, ...more] = token.split('.')
  if (signature === undefined || more.length > 0 || ![head, payload, signature].every(part => SEGMENT.test(part))) {
    throw invalid('is no JSON Web Token: three base64url parts with points between them')
  }
  checkHeader(decode(head, 'header'))
  const signed = Buffer.from(`${head}.${payload}`, 'latin1')
  const bytes = Buffer.from(signature, 'base64url')
  const signs = (key: KeyObject | undefined) => key !== undefined && verify('sha256', signed, key, bytes)
  if (!options.keys.some(key => signs(key()))) {
    throw invalid(`is not signed with the private key that belongs to ${options.keyFile}, or was changed afterwards`)
  }
  const claims = decode(payload, 'payload')
  checkTimes(claims, options.now)
  checkAudience(claims.aud, options.projectId)
  return subjectOf(claims)
}

/** An algorithm is compared, never looked up: `none` and HS256 with the public key as its secret end here. */
function checkHeader({ alg, crit }: Record<string, unknown>): void {
  if (alg !== 'RS256') {
    const named = typeof alg === 'string' && /^[A-Za-z0-9]{1,16}$/.test(alg) ? alg : 'another algorithm'
    throw invalid(`is signed with ${named}, and only RS256 is taken`)
  }
  if (crit !== undefined) throw invalid('has a crit header, and none of its extensions are known (RFC 7515 §4.1.11)')
}

function checkTimes(claims: Record<string, unknown>, now: number): void {
  const exp = secondsOf(claims, 'exp')
  if (exp === undefined) throw invalid('has no exp, so it would never expire')
  for (const name of ['nbf', 'iat']) {
    const at = secondsOf(claims, name)
    if (at !== undefined && at * 1_000 > now + LEEWAY) {
      throw invalid(
        `is not valid yet: its ${name} is ${spanOf(at * 1_000 - now)} ahead of this machine’s clock. Compare the clocks`,
      )
    }
  }
  if (now >= exp * 1_000) {
    throw new UserError(
      'TOKEN_EXPIRED',
      `The token expired ${spanOf(now - exp * 1_000)} ago. Sign a new one, or ask for one with: triggerbench token`,
    )
  }
}

function secondsOf(claims: Record<string, unknown>, name: string): number | undefined {
  const value = claims[name]
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw invalid(`has an ${name} that is no number of seconds (RFC 7519 §2, NumericDate)`)
}

const SPANS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
]

/** Milliseconds in the largest unit that fits, as people say it. */
function spanOf(ms: number): string {
  const [unit, name] = SPANS.find(([length]) => ms >= length) ?? [1_000, 'second']
  const count = Math.floor(ms / unit)
  return count === 0 ? 'less than a second' : `${count} ${name}${count === 1 ? '' : 's'}`
}

function checkAudience(aud: unknown, projectId: string): void {
  const projects = (Array.isArray(aud) ? aud : [aud]).flatMap(entry =>
    typeof entry === 'string' ? (AUDIENCE.exec(entry)?.[1] ?? []) : [],
  )
  if (projects.length === 0 || projects.includes(projectId)) return
  throw new UserError(
    'PROJECT_FORBIDDEN',
    `The token’s aud names another project than ${JSON.stringify(projectId)}. Sign one for this project, or change projectId in triggerbench.yaml`,
  )
}

function subjectOf({ sub, id }: Record<string, unknown>): string {
  const subject = sub === undefined ? id : sub
  if (typeof subject === 'string' && subject !== '') return subject
  throw invalid('has no sub that says as text whom it is for')
}

function decode(segment: string, what: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(UTF8.decode(Buffer.from(segment, 'base64url')))
  } catch {
    throw invalid(`has a ${what} that is no JSON`)
  }
  if (!isRecord(value)) throw invalid(`has a ${what} that is no JSON object`)
  return value
}

function invalid(what: string): UserError {
  return new UserError(
    'TOKEN_INVALID',
    `The token ${what}. Send Authorization: Bearer <token signed with the project’s signing key>, or ask for one with: triggerbench token`,
  )
}

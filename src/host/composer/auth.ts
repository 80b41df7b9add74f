import { createHmac, createPrivateKey, sign } from 'node:crypto'
import type { TestRequest } from '../../shared/request.ts'
import type { ResolveText } from './templates.ts'

/** What a signed test token needs. Without `key` the token is unsigned, which a workspace with `auth: off` accepts. */
export interface TokenSigning {
  /** Epoch milliseconds. */
  now(): number
  /** A PEM private key (RS256) or a text shared with the verifier (HS256). */
  readonly key: string | undefined
}

const TOKEN_SECONDS = 3_600

/** The value of the Authorization header a request's `auth` asks for; undefined for none. */
export function authorizationOf(
  auth: TestRequest['auth'],
  text: ResolveText,
  signing: TokenSigning,
): string | undefined {
  switch (auth.type) {
    case 'none':
      return undefined
    case 'bearer':
      return `Bearer ${text(auth.token, 'auth.token')}`
    case 'basic': {
      const pair = `${text(auth.username, 'auth.username')}:${text(auth.password, 'auth.password')}`
      return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
    }
    case 'testToken':
      return `Bearer ${testToken(text(auth.sub, 'auth.sub'), signing)}`
  }
}

/** A JWT (RFC 7519) with `sub`, `iat` and `exp` an hour later: RS256 or HS256 by its key, else unsigned (`alg: none`). */
export function testToken(sub: string, signing: TokenSigning): string {
  const { key } = signing
  const algorithm = key === undefined ? 'none' : key.includes('-----BEGIN') ? 'RS256' : 'HS256'
  const iat = Math.floor(signing.now() / 1000)
  const content = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode({ sub, iat, exp: iat + TOKEN_SECONDS })}`
  return `${content}.${signatureOf(content, key, algorithm)}`
}

function signatureOf(content: string, key: string | undefined, algorithm: 'none' | 'RS256' | 'HS256'): string {
  if (key === undefined) return ''
  return algorithm === 'RS256'
    ? sign('sha256', Buffer.from(content), createPrivateKey(key)).toString('base64url')
    : createHmac('sha256', key).update(content).digest('base64url')
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

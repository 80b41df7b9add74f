import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A project's key pair, and its public half as the workspace keeps it. */
export function createKeyPair(bits = 2_048): { privateKey: KeyObject; publicKey: KeyObject; publicPem: string } {
  const pair = generateKeyPairSync('rsa', { modulusLength: bits })
  return { ...pair, publicPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A JWT signed with RS256. A header or claims given as text are taken as they are. */
export function signToken(
  privateKey: KeyObject,
  claims: unknown,
  header: unknown = { alg: 'RS256', typ: 'JWT' },
): string {
  const content = `${part(header)}.${part(claims)}`
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`
}

/** A JWT whose HMAC secret is a text, such as the public key that everybody knows. */
export function signWithSecret(secret: string, claims: unknown): string {
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`
}

/** A JWT that nobody signed. */
export function unsignedToken(claims: unknown): string {
  return `${part({ alg: 'none' })}.${part(claims)}.`
}

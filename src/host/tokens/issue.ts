import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { IssuedToken } from '../../shared/control.ts'
import type { Clock } from '../engine/clock.ts'
import type { TestKey } from './test-key.ts'

/** The secret whose PEM private key signs test tokens in place of the workspace's own. */
const SIGNING_SECRET = 'SIGNING_KEY'
const HOUR = 3_600_000

/** Makes signed test tokens. */
export interface TokenIssuer {
  /** A token for the user `sub`, an hour long unless `expiresIn` (milliseconds) says otherwise. Rejects with a SigningError. */
  issue(sub: string, expiresIn?: number): Promise<IssuedToken>
}

/** No token can be signed; `message` says why and what to do. */
export class SigningError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SigningError'
  }
}

export interface IssuerOptions {
  readonly testKey: Pick<TestKey, 'privateKey'>
  /** The workspace's secrets as they are now. */
  readonly secrets: () => Readonly<Record<string, string>>
  readonly clock: Pick<Clock, 'now'>
}

/** JWTs (RFC 7519) with `sub`, `iat` and `exp`, signed with RS256 as a Paragon user token is (Paragon §1.2). */
export function createTokenIssuer({ testKey, secrets, clock }: IssuerOptions): TokenIssuer {
  const signingKey = createKeyReader()
  return {
    async issue(sub, expiresIn = HOUR) {
      const pem = secrets()[SIGNING_SECRET]
      const key = pem === undefined ? await ownKey(testKey) : signingKey(pem)
      const iat = Math.floor(clock.now() / 1_000)
      const exp = iat + Math.max(1, Math.round(expiresIn / 1_000))
      const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ sub, iat, exp })}`
      const signature = sign('sha256', Buffer.from(content), key).toString('base64url')
      return { token: `${content}.${signature}`, sub, expiresAt: exp * 1_000 }
    },
  }
}

async function ownKey(testKey: Pick<TestKey, 'privateKey'>): Promise<KeyObject> {
  try {
    return await testKey.privateKey()
  } catch (error) {
    throw new SigningError(
      `The workspace’s key for test tokens cannot be kept: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Parses a secret's PEM once a value. A secret of the environment may hold `\n` for its line ends. */
function createKeyReader(): (pem: string) => KeyObject {
  let last: { pem: string; key: KeyObject } | undefined
  return pem => {
    if (last?.pem === pem) return last.key
    let key: KeyObject | undefined
    try {
      key = createPrivateKey(pem.replaceAll('\\r', '').replaceAll('\\n', '\n'))
    } catch {
      key = undefined
    }
    if (key?.asymmetricKeyType !== 'rsa') {
      throw new SigningError(
        `The secret ${SIGNING_SECRET} is no RSA private key as PEM, so no test token can be signed with it. Put the project’s signing key there, or take the secret away: the workspace then signs with a key of its own`,
      )
    }
    last = { pem, key }
    return key
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

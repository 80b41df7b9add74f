import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto'
import { UserError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Clock } from '../engine/clock.ts'
import { verifyToken } from '../tokens/verify.ts'
import type { VerifyKey } from '../workspace/verify-key.ts'
import { type RunUser, userOf } from './user.ts'

/** Who may call, by `auth` of triggerbench.yaml. Both throw the contract's 401 and 403 as UserErrors. */
export interface Auth {
  /** Who a run is for, by the Authorization header's value. */
  user(authorization: string | undefined): RunUser
  /** Whether the Task History API may be asked. */
  checkApiKey(authorization: string | undefined): void
}

/** Each is asked at each call: an edit counts at once. */
export interface AuthOptions {
  readonly settings: () => Settings
  /** Undefined with `auth: off`. */
  readonly verifyKey: () => VerifyKey | undefined
  /** The public half of the key that signs the workspace's test tokens, while there is one. */
  readonly testKey: () => KeyObject | undefined
  readonly secrets: () => Readonly<Record<string, string>>
  readonly clock: Pick<Clock, 'now'>
}

/** The secret that opens the Task History API (contract §2). */
const API_KEY = 'API_KEY'

export function createAuth({ settings, verifyKey, testKey, secrets, clock }: AuthOptions): Auth {
  return {
    user(authorization) {
      const verify = verifyKey()
      const { projectId, auth, user } = settings()
      if (verify === undefined || auth === 'off') return userOf(authorization, settings())
      if ('problem' in verify) {
        throw new UserError(
          'TOKEN_INVALID',
          `No token can be checked: ${verify.problem} (auth.verify in triggerbench.yaml)`,
        )
      }
      const token = bearerOf(
        authorization,
        'a user token, signed with the project’s signing key',
        '; triggerbench token prints one for tests',
      )
      const keys = [() => verify.key, testKey]
      const userId = verifyToken(token, { keys, keyFile: auth.verify, projectId, now: clock.now() })
      return { userId, meta: user.meta }
    },
    checkApiKey(authorization) {
      if (verifyKey() === undefined) return
      const key = secrets()[API_KEY]
      if (!key) {
        throw new UserError(
          'TOKEN_INVALID',
          `The workspace has no secret ${API_KEY}, so nobody may ask for Task History. Put one into .triggerbench/secrets.json or TRIGGERBENCH_SECRET_${API_KEY}`,
        )
      }
      if (!sameText(bearerOf(authorization, `the secret ${API_KEY}`), key)) {
        throw new UserError(
          'TOKEN_INVALID',
          `The token is not the secret ${API_KEY} of this workspace. Send Authorization: Bearer <${API_KEY}>`,
        )
      }
    },
  }
}

/** The token of `Authorization: Bearer …` (RFC 6750 §2.1); the scheme in any case (RFC 9110 §11.1, Paragon §1.2). */
function bearerOf(authorization: string | undefined, wanted: string, how = ''): string {
  const [, token] = /^bearer(?: +(.*))?$/i.exec(authorization?.trim() ?? '') ?? []
  if (token) return token
  const sent =
    authorization === undefined ? 'has no Authorization header' : 'has an Authorization header without a Bearer token'
  throw new UserError('TOKEN_MISSING', `This request ${sent}. Send Authorization: Bearer <${wanted}>${how}`)
}

/** Takes as long for any two texts. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map(text => createHash('sha256').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}

/** The WWW-Authenticate header of a 401 (RFC 6750 §3). A request without a token is told the scheme alone. */
export function challengeOf({ code, message }: UserError): string {
  if (code === 'TOKEN_MISSING') return 'Bearer'
  // error_description takes printable ASCII without quotes and backslashes.
  const description = message.replaceAll('’', "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '')
  return `Bearer error="invalid_token", error_description="${description}"`
}

import { UserError } from '../../shared/errors.ts'
import { isRecord } from '../../shared/json.ts'
import type { Authorization } from '../../shared/steps/request.ts'
import { pairs } from './named-values.ts'

/** What an authorization adds to a request. Its headers stay with the request's origin. */
export interface Credentials {
  readonly params: readonly [string, string][]
  readonly headers: readonly [string, string][]
}

/** Asks an OAuth server for a token (RFC 6749 §4.4) and gives the JSON it answers with. */
export type AskToken = (url: string, form: Record<string, string>, headers: [string, string][]) => Promise<unknown>

/** Makes credentials, keeping OAuth tokens until shortly before they expire. */
export interface Authorizer {
  credentials(authorization: Authorization | undefined, now: number, ask: AskToken): Promise<Credentials>
}

const NONE: Credentials = { params: [], headers: [] }
/** A token is asked for anew this long before it expires. */
const MARGIN_MS = 30_000

/** An authorizer with its own tokens (contract §1, `request`). */
export function createAuthorizer(): Authorizer {
  const tokens = new Map<string, { token: string; until: number }>()
  return {
    async credentials(authorization, now, ask) {
      switch (authorization?.type) {
        case undefined:
        case 'none':
          return NONE
        case 'bearer':
          return header(`Bearer ${authorization.token}`)
        case 'basic':
          return header(basic(authorization.username, authorization.password))
        case 'query_params':
          return { params: pairs(authorization.params, 'authorization.params'), headers: [] }
        case 'auth_header':
          return { params: [], headers: pairs(authorization.headers, 'authorization.headers') }
        case 'oauth-client-credential': {
          const key = JSON.stringify(authorization)
          const known = tokens.get(key)
          if (known && known.until > now) return header(`Bearer ${known.token}`)
          const { token, expiresIn } = await clientCredentials(authorization, ask)
          tokens.set(key, { token, until: now + expiresIn * 1_000 - MARGIN_MS })
          return header(`Bearer ${token}`)
        }
      }
    },
  }
}

type ClientCredentials = Extract<Authorization, { type: 'oauth-client-credential' }>

async function clientCredentials(authorization: ClientCredentials, ask: AskToken) {
  const { oauthUrl, clientId, clientSecret, requestType, audience, scopes } = authorization
  const inBody = requestType === 'body-param'
  const form: Record<string, string> = {
    grant_type: 'client_credentials',
    ...(inBody ? { client_id: clientId, client_secret: clientSecret } : {}),
    ...(audience === undefined ? {} : { audience }),
    ...(scopes === undefined ? {} : { scope: Array.isArray(scopes) ? scopes.join(' ') : scopes }),
  }
  const answer = await ask(oauthUrl, form, inBody ? [] : [['Authorization', basic(clientId, clientSecret)]])
  if (!isRecord(answer) || typeof answer.access_token !== 'string') {
    throw new UserError(
      'STEP_FAILED',
      `authorization: ${oauthUrl} gave no access_token; check oauthUrl, clientId and clientSecret`,
    )
  }
  const expiresIn = Number(answer.expires_in)
  return { token: answer.access_token, expiresIn: Number.isFinite(expiresIn) ? expiresIn : 0 }
}

function header(value: string): Credentials {
  return { params: [], headers: [['Authorization', value]] }
}

/** The value of an Authorization header (RFC 7617 §2). */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

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
  /** Requests that need the same token at the same time ask for it once. */
  credentials(authorization: Authorization | undefined, now: number, ask: AskToken): Promise<Credentials>
  /** A server did not take them: a token is not used again. */
  refused(authorization: Authorization | undefined): void
}

const NONE: Credentials = { params: [], headers: [] }
/** A token is asked for anew this long before it expires. */
const MARGIN_MS = 30_000

/** An authorizer with its own tokens (contract §1, `request`). */
export function createAuthorizer(): Authorizer {
  const tokens = new Map<string, Token>()
  const asking = new Map<string, Promise<Token>>()

  const askOnce = (key: string, authorization: ClientCredentials, now: number, ask: AskToken): Promise<Token> => {
    const asked = clientCredentials(authorization, now, ask).finally(() => asking.delete(key))
    asking.set(key, asked)
    return asked
  }
  const tokenFor = async (authorization: ClientCredentials, now: number, ask: AskToken): Promise<string> => {
    const key = JSON.stringify(authorization)
    const known = tokens.get(key)
    if (known && known.until > now) return known.token
    const others = asking.get(key)
    const token = others ? await others.catch(unlessRefused) : await askOnce(key, authorization, now, ask)
    if (token === undefined) return tokenFor(authorization, now, ask)
    for (const [old, { until }] of tokens) if (until <= now) tokens.delete(old)
    tokens.set(key, token)
    return token.token
  }

  return {
    async credentials(authorization, now, ask) {
      switch (authorization?.type) {
        case undefined:
        case 'none':
          return NONE
        case 'bearer':
          return header(`Bearer ${given(authorization.token, 'token')}`)
        case 'basic':
          return header(basic(given(authorization.username, 'username'), given(authorization.password, 'password')))
        case 'query_params':
          return { params: pairs(authorization.params, 'authorization.params'), headers: [] }
        case 'auth_header':
          return { params: [], headers: pairs(authorization.headers, 'authorization.headers') }
        case 'oauth-client-credential':
          return header(`Bearer ${await tokenFor(authorization, now, ask)}`)
      }
    },
    refused(authorization) {
      tokens.delete(JSON.stringify(authorization))
    },
  }
}

/** The OAuth server's word holds for all who asked; what kept it from answering (one was cancelled, or timed out) does not. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof UserError && error.meta?.refused) throw error
}

type ClientCredentials = Extract<Authorization, { type: 'oauth-client-credential' }>

interface Token {
  readonly token: string
  /** Epoch milliseconds. */
  readonly until: number
}

async function clientCredentials(authorization: ClientCredentials, now: number, ask: AskToken): Promise<Token> {
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
      { refused: true },
    )
  }
  const expiresIn = Number(answer.expires_in)
  const seconds = Number.isFinite(expiresIn) ? expiresIn : 0
  return { token: answer.access_token, until: now + seconds * 1_000 - MARGIN_MS }
}

/** A credential as it was resolved: one whose reference leads nowhere, as a secret without a value, is not sent as "null". */
function given(value: unknown, name: string): string {
  if (value !== null && value !== undefined) return String(value)
  const remedy = 'Give the secret or setting that it refers to a value'
  throw new UserError('STEP_FAILED', `authorization.${name} is missing. ${remedy}`, { remedy })
}

function header(value: string): Credentials {
  return { params: [], headers: [['Authorization', value]] }
}

/** The value of an Authorization header (RFC 7617 §2). */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

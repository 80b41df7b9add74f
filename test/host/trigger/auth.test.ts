import { describe, expect, it } from 'vitest'
import { createAuth } from '../../../src/host/trigger/auth.ts'
import type { VerifyKey } from '../../../src/host/workspace/verify-key.ts'
import { UserError } from '../../../src/shared/errors.ts'
import { settingsSchema } from '../../../src/shared/settings.ts'
import { createKeyPair, signToken, signWithSecret, unsignedToken } from '../../support/tokens.ts'

const NOW = Date.UTC(2026, 10, 23, 9, 42, 17)
const SECONDS = NOW / 1_000
const project = createKeyPair()
const own = createKeyPair()
const stranger = createKeyPair()

const claims = { sub: 'ada', iat: SECONDS, exp: SECONDS + 60 }
const valid = signToken(project.privateKey, claims)

function authOf(parts: { key?: VerifyKey; secrets?: Record<string, string>; now?: number } = {}) {
  const settings = settingsSchema.parse({
    projectId: 'crm',
    auth: { verify: 'keys/project.pem' },
    user: { meta: { plan: 'pro' } },
  })
  return createAuth({
    settings: () => settings,
    verifyKey: () => parts.key ?? { key: project.publicKey },
    testKey: () => own.publicKey,
    secrets: () => parts.secrets ?? {},
    clock: { now: () => parts.now ?? NOW },
  })
}

/** The refusal of a call; no part of what was sent may stand in it. */
function refusal(call: () => unknown, sent = ''): UserError {
  try {
    call()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    for (const piece of sent.split(/[ .]/).filter(text => text.length > 12)) expect(error.message).not.toContain(piece)
    return error
  }
  throw new Error('The call was let through')
}

const refused = (token: string, now?: number) => refusal(() => authOf({ now }).user(`Bearer ${token}`), token)

describe('a verified token', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR '])('says by its sub whom the run is for, after %j', scheme => {
    expect(authOf().user(`${scheme} ${valid}`)).toEqual({ userId: 'ada', meta: { plan: 'pro' } })
  })

  it('may be one of the workspace’s own test tokens', () => {
    expect(authOf().user(`Bearer ${signToken(own.privateKey, claims)}`).userId).toBe('ada')
  })

  it.each([
    [{ ...claims, sub: undefined, id: 'by-id' }, 'by-id'],
    [{ ...claims, sub: 'Zoë 用户 🙂' }, 'Zoë 用户 🙂'],
    [{ ...claims, sub: '__proto__' }, '__proto__'],
    [{ ...claims, aud: 'useparagon.com/crm' }, 'ada'],
    [{ ...claims, aud: ['https://app.example', 'useparagon.com/other', 'useparagon.com/crm'] }, 'ada'],
    [{ ...claims, aud: 'https://app.example' }, 'ada'],
    [{ ...claims, iat: SECONDS + 59, nbf: SECONDS + 60 }, 'ada'],
    [{ sub: 'ada', exp: SECONDS + 0.5 }, 'ada'],
  ])('with the claims %j is for %s', (given, userId) => {
    expect(authOf().user(`Bearer ${signToken(project.privateKey, given)}`).userId).toBe(userId)
  })

  it('is valid up to its exp and expired from it on', () => {
    expect(authOf({ now: NOW + 59_999 }).user(`Bearer ${valid}`).userId).toBe('ada')
    expect(refused(valid, NOW + 60_000)).toMatchObject({ code: 'TOKEN_EXPIRED', status: 401 })
    const { message } = refused(valid, NOW + 60_000 + 185_000)
    expect(message).toBe('The token expired 3 minutes ago. Sign a new one, or ask for one with: triggerbench token')
  })
})

describe('a token is refused', () => {
  it.each([undefined, '', 'Bearer', 'bearer  ', 'Basic YWRhOnB3', `Token ${valid}`, valid, `Bearer\t${valid}`])(
    'as missing when Authorization is %j',
    authorization => {
      const { code, status } = refusal(() => authOf().user(authorization), authorization)
      expect([code, status]).toEqual(['TOKEN_MISSING', 401])
    },
  )

  const [head, payload, signature] = valid.split('.') as [string, string, string]
  const sign = (given: unknown, header?: unknown) => signToken(project.privateKey, given, header)
  it.each([
    ['is not signed', unsignedToken(claims), /none, and only RS256/],
    ['has an empty signature', `${head}.${payload}.`, /not signed/],
    ['takes the public key for a shared secret', signWithSecret(project.publicPem, claims), /HS256, and only RS256/],
    ['takes the trimmed public key for one', signWithSecret(project.publicPem.trim(), claims), /HS256/],
    ['names RS256 in lower case', sign(claims, { alg: 'rs256' }), /only RS256/],
    ['names its algorithm in a list', sign(claims, { alg: ['RS256'] }), /another algorithm/],
    ['names RS512', sign(claims, { alg: 'RS512' }), /RS512/],
    ['names no algorithm', sign(claims, {}), /another algorithm/],
    ['has a crit header', sign(claims, { alg: 'RS256', crit: ['b64'], b64: false }), /crit/],
    ['has an empty crit header', sign(claims, { alg: 'RS256', crit: [] }), /crit/],
    ['is a stranger’s', signToken(stranger.privateKey, claims), /keys\/project\.pem/],
    [
      'brings its own key',
      signToken(stranger.privateKey, claims, { alg: 'RS256', jwk: stranger.publicKey.export({ format: 'jwk' }) }),
      /not signed/,
    ],
    [
      'was changed',
      `${head}.${Buffer.from('{"sub":"eve","exp":9999999999}').toString('base64url')}.${signature}`,
      /changed/,
    ],
    ['was cut', valid.slice(0, -40), /changed/],
    ['was cut before its signature', `${head}.${payload}`, /no JSON Web Token/],
    ['has a part more', `${valid}.${signature}`, /no JSON Web Token/],
    ['has spaces', `${head} .${payload}.${signature}`, /no JSON Web Token/],
    ['has padding', `${head}=.${payload}.${signature}`, /no JSON Web Token/],
    ['is not base64url', `${head}.${payload}.!!!`, /no JSON Web Token/],
    ['is one word', 'token', /no JSON Web Token/],
    ['is huge', `${head}.${'A'.repeat(1_000_000)}.${signature}`, /changed/],
    ['is deep', sign('['.repeat(100_000)), /payload/],
    ['has a header that is no object', sign(claims, '[]'), /header/],
    ['has claims that are no object', sign('"ada"'), /payload/],
    ['has claims that are no JSON', sign('{"sub":'), /payload/],
    ['has no exp', sign({ sub: 'ada' }), /no exp/],
    ['has exp as text', sign({ sub: 'ada', exp: String(SECONDS + 60) }), /exp that is no number/],
    ['has exp null', sign({ sub: 'ada', exp: null }), /exp that is no number/],
    ['has an exp beyond numbers', sign('{"sub":"ada","exp":1e999}'), /exp that is no number/],
    ['is not valid yet', sign({ ...claims, nbf: SECONDS + 300 }), /nbf is 5 minutes ahead/],
    ['was signed in the future', sign({ ...claims, iat: SECONDS + 61 }), /iat is 1 minute ahead/],
    ['has nbf as text', sign({ ...claims, nbf: 'soon' }), /nbf that is no number/],
    ['is for nobody', sign({ exp: SECONDS + 60 }), /no sub/],
    ['has an empty sub', sign({ ...claims, sub: '' }), /no sub/],
    ['has a number for sub', sign({ ...claims, sub: 7, id: 'x' }), /no sub/],
  ])('when it %s', (_what, token, message) => {
    const error = refused(token)
    expect([error.code, error.status]).toEqual(['TOKEN_INVALID', 401])
    expect(error.message).toMatch(message)
  })

  it('with 403 when its aud names another project', () => {
    expect(refused(sign({ ...claims, aud: 'useparagon.com/other' }))).toMatchObject({
      code: 'PROJECT_FORBIDDEN',
      status: 403,
    })
  })

  it('whoever signed it, while the key file cannot be used', () => {
    const auth = authOf({ key: { problem: 'There is no file keys/project.pem in the workspace' } })
    for (const token of [valid, signToken(own.privateKey, claims)]) {
      expect(refusal(() => auth.user(`Bearer ${token}`))).toMatchObject({
        code: 'TOKEN_INVALID',
        message: expect.stringContaining('There is no file keys/project.pem'),
      })
    }
  })
})

describe('the key of the Task History API', () => {
  const secrets = { API_KEY: 'key-of-the-history' }

  it('is the secret API_KEY', () => {
    expect(() => authOf({ secrets }).checkApiKey('bearer key-of-the-history')).not.toThrow()
  })

  it.each([
    [undefined, 'TOKEN_MISSING'],
    ['Bearer key-of-the-histor', 'TOKEN_INVALID'],
    ['Bearer key-of-the-history2', 'TOKEN_INVALID'],
    [`Bearer ${valid}`, 'TOKEN_INVALID'],
  ])('is not %j', (authorization, code) => {
    expect(refusal(() => authOf({ secrets }).checkApiKey(authorization), authorization).code).toBe(code)
  })

  it('says how it is set when the workspace has none', () => {
    const nothing: Record<string, string>[] = [{}, { API_KEY: '' }]
    for (const none of nothing) {
      const { code, message } = refusal(() => authOf({ secrets: none }).checkApiKey('Bearer '))
      expect(code).toBe('TOKEN_INVALID')
      expect(message).toContain('TRIGGERBENCH_SECRET_API_KEY')
    }
  })
})

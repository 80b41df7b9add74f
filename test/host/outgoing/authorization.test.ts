import { describe, expect, it } from 'vitest'
import type { Authorization } from '../../../src/shared/steps/request.ts'
import { createFakeClock } from '../../support/clock.ts'
import { createOutside } from '../../support/outside.ts'
import { createBench } from './send.ts'

async function sent(authorization: Authorization) {
  const { origin, seen } = await createOutside((_, response) => response.end())
  await createBench().send({ url: `${origin}/a?b=1`, headers: [['authorization', 'of the document']], authorization })
  return { authorization: seen[0]?.headers.authorization, headers: seen[0]?.headers, url: seen[0]?.url }
}

describe('an authorization', () => {
  it('of each kind is added to the request', async () => {
    expect(await sent({ type: 'none' })).toMatchObject({ authorization: 'of the document' })
    expect(await sent({ type: 'bearer', token: 'abc' })).toMatchObject({ authorization: 'Bearer abc' })
    expect(await sent({ type: 'basic', username: 'ada', password: 'ü:' })).toMatchObject({
      authorization: `Basic ${Buffer.from('ada:ü:').toString('base64')}`,
    })
    expect(await sent({ type: 'query_params', params: { key: ['1', '2'] } })).toMatchObject({
      url: '/a?b=1&key=1&key=2',
    })
    expect(await sent({ type: 'auth_header', headers: [{ name: 'X-Key', value: 'k' }] })).toMatchObject({
      headers: { 'x-key': 'k' },
    })
  })

  it('whose secret has no value is not sent as null', async () => {
    const nothing = null as unknown as string
    await expect(sent({ type: 'bearer', token: nothing })).rejects.toThrow('authorization.token is missing')
    const basic: Authorization = { type: 'basic', username: 'ada', password: nothing }
    await expect(sent(basic)).rejects.toThrow('authorization.password is missing')
  })

  const BODIES = {
    json: { a: 1 },
    'form-data': { a: '1' },
    'x-www-form-urlencoded': { a: '1' },
    xml: '<a/>',
    raw: 'text',
    graphql: '{ a }',
  } as const
  const KINDS: Authorization['type'][] = [
    'none',
    'bearer',
    'basic',
    'query_params',
    'auth_header',
    'oauth-client-credential',
  ]

  it.each(KINDS.flatMap(kind => Object.keys(BODIES).map(bodyType => [kind, bodyType as keyof typeof BODIES] as const)))(
    '%s goes with a body of type %s',
    async (kind, bodyType) => {
      const { origin, seen } = await createOutside((_, response) => {
        response.setHeader('Content-Type', 'application/json')
        response.end('{"access_token":"t1","expires_in":90}')
      })
      const authorization = {
        none: { type: 'none' },
        bearer: { type: 'bearer', token: 'abc' },
        basic: { type: 'basic', username: 'ada', password: 'x' },
        query_params: { type: 'query_params', params: { key: 'k' } },
        auth_header: { type: 'auth_header', headers: { 'X-Key': 'k' } },
        'oauth-client-credential': {
          type: 'oauth-client-credential',
          oauthUrl: `${origin}/token`,
          clientId: 'id',
          clientSecret: 's',
          requestType: 'body-param',
        },
      }[kind] as Authorization
      await createBench().send({ method: 'POST', url: `${origin}/x`, bodyType, body: BODIES[bodyType], authorization })
      const proof = {
        none: undefined,
        bearer: 'Bearer abc',
        basic: 'Basic YWRhOng=',
        'oauth-client-credential': 'Bearer t1',
      }
      const last = seen.at(-1)
      expect(last?.headers.authorization).toBe(kind in proof ? proof[kind as keyof typeof proof] : undefined)
      expect([last?.url, last?.headers['x-key']]).toEqual([
        kind === 'query_params' ? '/x?key=k' : '/x',
        kind === 'auth_header' ? 'k' : undefined,
      ])
      expect(last?.body.length).toBe(Number(last?.headers['content-length']))
      expect(last?.body.length).toBeGreaterThan(0)
    },
  )

  it('that stands in the address is taken out of it, and does not go to another server', async () => {
    const there = await createOutside((_, response) => response.end())
    const here = await createOutside((_, response) => response.writeHead(302, { Location: there.origin }).end())
    const { redirects } = await createBench().send({ url: here.origin.replace('//', '//ada:p%C3%BC@') })
    expect(here.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ada:pü').toString('base64')}`)
    expect(there.seen[0]?.headers).not.toHaveProperty('authorization')
    expect(redirects).toEqual([{ statusCode: 302, url: `${here.origin}/`, location: `${there.origin}/` }])
  })

  describe('with client credentials', () => {
    const credentials = (oauthUrl: string, requestType: 'body-param' | 'basic-auth-header'): Authorization => ({
      type: 'oauth-client-credential',
      oauthUrl,
      clientId: 'id',
      clientSecret: 'hush',
      requestType,
      scopes: ['a', 'b'],
      audience: 'x',
    })

    it('asks for a token, uses it, and asks anew when it is about to expire', async () => {
      let tokens = 0
      const { origin, seen } = await createOutside((request, response) => {
        if (request.url !== '/token') return void response.end()
        response.setHeader('Content-Type', 'application/json')
        response.end(JSON.stringify({ access_token: `t${++tokens}`, expires_in: 90 }))
      })
      const clock = createFakeClock()
      const { send } = createBench(clock)
      const authorization = credentials(`${origin}/token`, 'body-param')
      await send({ url: `${origin}/1`, authorization })
      await send({ url: `${origin}/2`, authorization })
      await clock.advance(61_000)
      await send({ url: `${origin}/3`, authorization })
      expect(seen.map(request => [request.url, request.headers.authorization])).toEqual([
        ['/token', undefined],
        ['/1', 'Bearer t1'],
        ['/2', 'Bearer t1'],
        ['/token', undefined],
        ['/3', 'Bearer t2'],
      ])
      expect(Object.fromEntries(new URLSearchParams(seen[0]?.body.toString()))).toEqual({
        grant_type: 'client_credentials',
        client_id: 'id',
        client_secret: 'hush',
        audience: 'x',
        scope: 'a b',
      })
    })

    it('asks once for many requests at a time, and anew for a token that is refused', async () => {
      let tokens = 0
      const { origin, seen } = await createOutside((request, response) => {
        if (request.url !== '/token') return void response.writeHead(request.url === '/revoked' ? 401 : 200).end()
        response.setHeader('Content-Type', 'application/json')
        response.end(JSON.stringify({ access_token: `t${++tokens}`, expires_in: 3_600 }))
      })
      const { send } = createBench()
      const authorization = credentials(`${origin}/token`, 'body-param')
      await Promise.all(Array.from({ length: 20 }, () => send({ url: origin, authorization })))
      expect(tokens).toBe(1)
      await send({ url: `${origin}/revoked`, authorization })
      await send({ url: `${origin}/next`, authorization })
      expect(seen.at(-1)?.headers.authorization).toBe('Bearer t2')
    })

    it('does not fail with another request that was given up', async () => {
      const cancel = new AbortController()
      let tokens = 0
      const { origin } = await createOutside((request, response) => {
        if (request.url === '/token' && ++tokens === 1) return cancel.abort()
        response.setHeader('Content-Type', 'application/json')
        response.end('{"access_token":"t2","expires_in":90}')
      })
      const { send } = createBench()
      const authorization = credentials(`${origin}/token`, 'body-param')
      const first = send({ url: origin, authorization }, cancel.signal)
      const second = send({ url: origin, authorization })
      await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
      expect((await second).statusCode).toBe(200)
    })

    it('that another request waits for does not hold a request that is given up', async () => {
      const { origin, seen } = await createOutside(() => {})
      const cancel = new AbortController()
      const { send } = createBench()
      const authorization = credentials(`${origin}/token`, 'body-param')
      const end = new AbortController()
      const first = send({ url: origin, authorization }, end.signal)
      const second = send({ url: origin, authorization }, cancel.signal)
      cancel.abort()
      await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
      end.abort()
      await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(seen.length).toBeLessThanOrEqual(1)
    })

    it('says what the server has against it', async () => {
      const { origin } = await createOutside((_, response) => {
        response.writeHead(400, { 'Content-Type': 'application/json' })
        response.end('{"error":"invalid_scope","error_description":"no such scope"}')
      })
      const authorization = credentials(`${origin}/token`, 'body-param')
      await expect(createBench().send({ url: origin, authorization })).rejects.toThrow(
        `${origin}/token answered 400 (invalid_scope: no such scope); check clientId and clientSecret`,
      )
    })

    it('can prove itself with a header, and says when it is refused', async () => {
      const { origin, seen } = await createOutside((_, response) => response.writeHead(401).end())
      const authorization = credentials(`${origin}/token`, 'basic-auth-header')
      await expect(createBench().send({ url: origin, authorization })).rejects.toThrow(
        `authorization: ${origin}/token answered 401; check clientId and clientSecret`,
      )
      expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('id:hush').toString('base64')}`)
      expect(seen[0]?.body.toString()).not.toContain('hush')
    })
  })
})

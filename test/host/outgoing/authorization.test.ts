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

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createIssuedCredentials } from '../../../src/host/outgoing/issued-credentials.ts'
import { startHost, workflow } from '../../support/host.ts'
import { createOutside } from '../../support/outside.ts'

/** A server that gives tokens at /token and repeats what reached it everywhere else. */
async function createEcho() {
  return createOutside((request, response) => {
    response.setHeader('Content-Type', 'application/json')
    const token = { access_token: 'issued-token-4711', expires_in: 3_600 }
    response.end(JSON.stringify(request.url === '/token' ? token : { headers: request.headers, url: request.url }))
  })
}

/** Every byte the history keeps. */
function everything(root: string): Buffer {
  const data = join(root, '.triggerbench')
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter(
    entry => entry.isFile() && (entry.name.startsWith('history.db') || entry.parentPath.endsWith('payloads')),
  )
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))))
}

describe('credentials that an answer repeats', () => {
  it('are in no byte of the history: a token that was issued, and those of an integration', async () => {
    const echo = await createEcho()
    const oauth = {
      type: 'oauth-client-credential',
      oauthUrl: `${echo.origin}/token`,
      clientId: 'me',
      clientSecret: '{{ secrets.CLIENT }}',
    }
    const settings = {
      projectId: 'p',
      secrets: ['PASSWORD', 'CLIENT'],
      integrations: {
        basic: {
          kind: 'http',
          baseUrl: echo.origin,
          authorization: { type: 'basic', username: 'ada', password: '{{ secrets.PASSWORD }}' },
        },
        query: {
          kind: 'http',
          baseUrl: echo.origin,
          authorization: { type: 'query_params', params: { key: 'literal key/7' } },
        },
      },
    }
    const get = (id: string, integration: string) => ({
      id,
      type: 'integration',
      action: `${integration}.request`,
      with: { method: 'GET', url: `/${id}` },
    })
    const steps = [
      { id: 'one', type: 'request', url: `${echo.origin}/one`, authorization: oauth },
      get('two', 'basic'),
      get('three', 'query'),
      { id: 'reply', type: 'response', body: { one: '{{ one.response.body }}', three: '{{ three.response.body }}' } },
    ]
    const { host, root, trigger, close } = await startHost({
      'triggerbench.yaml': JSON.stringify(settings),
      '.triggerbench/secrets.json': JSON.stringify({ PASSWORD: 'hidden-password', CLIENT: 'client-secret-99' }),
      ...workflow('echo', steps),
    })
    const answer = await fetch(trigger('echo'), { method: 'POST' })
    expect(JSON.stringify(await answer.json())).toContain('issued-token-4711')
    expect(echo.seen.map(({ url }) => url)).toEqual(['/token', '/one', '/two', '/three?key=literal+key%2F7'])
    const basic = Buffer.from('ada:hidden-password').toString('base64')
    expect(echo.seen[2]?.headers.authorization).toBe(`Basic ${basic}`)
    await host.close()
    const kept = everything(root)
    expect(kept.length).toBeGreaterThan(1_000)
    const hidden = [
      'issued-token-4711',
      'client-secret-99',
      basic,
      'hidden-password',
      'literal key/7',
      'literal+key%2F7',
    ]
    expect(hidden.filter(value => kept.includes(value))).toEqual([])
    await close()
  })

  it('are kept in mind while they are used', () => {
    const issued = createIssuedCredentials()
    for (let n = 0; n < 100; n++) {
      issued.add('used all the time')
      issued.add(`token ${n}`)
    }
    expect(issued.list()).toHaveLength(64)
    expect(issued.list().slice(-2)).toEqual(['used all the time', 'token 99'])
  })
})

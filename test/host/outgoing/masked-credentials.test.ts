import { EventEmitter, once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
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

  it('are masked while the run is under way, in the app and in Task History', async () => {
    const asked = new EventEmitter()
    const echo = await createOutside((request, response) => {
      if (request.url === '/held') return void asked.emit('held', response)
      response.setHeader('Content-Type', 'application/json')
      const token = { access_token: 'issued-token-4711', expires_in: 3_600 }
      response.end(JSON.stringify(request.url === '/token' ? token : { saw: request.headers.authorization }))
    })
    const authorization = {
      type: 'oauth-client-credential',
      oauthUrl: `${echo.origin}/token`,
      clientId: 'me',
      clientSecret: 'client-secret-99',
    }
    const steps = [
      { id: 'one', type: 'request', url: `${echo.origin}/one`, authorization },
      { id: 'two', type: 'request', url: `${echo.origin}/held` },
    ]
    const { host, trigger, close } = await startHost({
      'triggerbench.yaml': 'projectId: p',
      ...workflow('echo', steps),
    })
    const held = once(asked, 'held')
    const answer = fetch(trigger('echo'), { method: 'POST' })
    const [response] = (await held) as [ServerResponse]
    const id = host.runs.running()[0]?.id ?? ''
    const headers = { 'X-Triggerbench-Token': host.token }
    const shown = await fetch(new URL(`/api/runs/${id}`, host.controlUrl), { headers })
    const text = await shown.text()
    expect(text).toContain('"one"')
    expect(text).not.toContain('issued-token-4711')
    const tasks = `${host.triggerUrl}/projects/p/task-history/workflow-executions/${id}`
    const detail = (await (await fetch(tasks)).json()) as { stepExecutions: { id: string }[] }
    const seen = await Promise.all(
      detail.stepExecutions.map(async step => (await fetch(`${tasks}/step-executions/${step.id}`)).text()),
    )
    expect(seen.join()).toContain(echo.origin)
    expect(seen.join()).not.toContain('issued-token-4711')
    response.end('{}')
    await (await answer).arrayBuffer()
    await close()
  })

  it('are kept in mind until the runs that were under way have ended, and the last 64 after that', () => {
    let oldest = 0
    const issued = createIssuedCredentials(() => oldest)
    for (let n = 0; n < 100; n++) {
      issued.add('used all the time', n)
      issued.add(`token ${n}`, n)
    }
    expect(issued.list()).toHaveLength(101)
    oldest = 20
    expect(issued.list()).toHaveLength(81)
    expect(issued.list()[0]).toBe('token 20')
    oldest = Number.POSITIVE_INFINITY
    expect(issued.list()).toHaveLength(64)
    expect(issued.list().slice(-2)).toEqual(['used all the time', 'token 99'])
  })
})

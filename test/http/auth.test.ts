import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type IssuedToken, type SendResult, TOKEN_HEADER, type WorkspaceState } from '../../src/shared/control.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'
import { createKeyPair, signToken, unsignedToken } from '../support/tokens.ts'

const WORKFLOW = '11111111-1111-4111-8111-111111111111'
const project = createKeyPair()
const now = () => Math.floor(Date.now() / 1_000)
const tokenFor = (sub: string, more = {}) =>
  signToken(project.privateKey, { sub, iat: now(), exp: now() + 600, ...more })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

let host: TestHost
beforeAll(async () => {
  host = await startHost({
    'triggerbench.yaml': 'projectId: p\nauth:\n  verify: keys/project.pem\n',
    'keys/project.pem': project.publicPem,
    ...workflow(WORKFLOW, [{ id: 'reply', type: 'response', body: { user: '{{ user.userId }}' } }]),
  })
})
afterAll(() => host.close())

const send = (headers: Record<string, string> = {}) => fetch(host.trigger(WORKFLOW), { method: 'POST', headers })

async function control<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, host.host.controlUrl), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { [TOKEN_HEADER]: host.host.token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await response.json()) as T
}

describe('a workspace that verifies tokens', () => {
  it('runs for the sub of a token', async () => {
    const response = await send(bearer(tokenFor('ada')))
    expect([response.status, await response.json()]).toEqual([200, { user: 'ada' }])
  })

  it.each([
    ['TOKEN_MISSING', {}, 'Bearer'],
    ['TOKEN_INVALID', bearer(unsignedToken({ sub: 'ada', exp: now() + 600 })), 'Bearer error="invalid_token"'],
    ['TOKEN_EXPIRED', bearer(tokenFor('ada', { exp: now() - 180 })), 'Bearer error="invalid_token"'],
  ])('answers 401 %s with the challenge of RFC 6750', async (code, headers, challenge) => {
    const response = await send(headers)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain(challenge)
    expect(await response.json()).toMatchObject({ code })
  })

  it('answers 403 to a token of another project', async () => {
    const response = await send(bearer(tokenFor('ada', { aud: 'useparagon.com/other' })))
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'PROJECT_FORBIDDEN' }])
  })

  it.each(['sdk/me', 'sdk/integrations'])('wants a token for %s', async path => {
    const ask = (headers: Record<string, string>) => fetch(`${host.host.triggerUrl}/projects/p/${path}`, { headers })
    expect((await ask({})).status).toBe(401)
    expect((await ask(bearer(tokenFor('ada')))).status).toBe(200)
  })

  it('wants a token for events', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`${host.host.triggerUrl}/v2/projects/p/sdk/events/trigger`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"name":"New lead","payload":{}}',
      })
    expect((await ask({})).status).toBe(401)
    expect((await ask(bearer(tokenFor('ada')))).status).toBe(201)
  })

  it('wants none for a preflight, the health, the client’s frame and a run’s page', async () => {
    const preflight = await fetch(host.trigger(WORKFLOW), {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization'])
    const id = (await send(bearer(tokenFor('ada')))).headers.get('x-execution-id')
    for (const path of ['/healthz', '/ui', `/connect/projects/p/history/workflows/${WORKFLOW}/executions/${id}`]) {
      const { status } = await fetch(`${host.host.triggerUrl}${path}`, { redirect: 'manual' })
      expect([200, 302]).toContain(status)
    }
  })

  it('takes the tokens that its control API signs, and those of its composer', async () => {
    const issued = await control<IssuedToken>('/api/token', { sub: 'lin', expiresIn: '5m' })
    expect(issued.sub).toBe('lin')
    expect(issued.expiresAt - Date.now()).toBeGreaterThan(290_000)
    expect(await (await send(bearer(issued.token))).json()).toEqual({ user: 'lin' })
    expect((await control<IssuedToken>('/api/token', {})).sub).toBe('preview-user')
    expect(await control('/api/token', { expiresIn: 'soon' })).toMatchObject({ code: 'REQUEST_INVALID' })

    const request = { name: 'x', auth: { type: 'testToken', sub: 'grace' } }
    const signed = await control<SendResult>('/api/send', { workflowId: WORKFLOW, request })
    expect(signed.status).toBe(200)
    const bare = await control<SendResult>('/api/send', { workflowId: WORKFLOW, request: { name: 'x' } })
    expect(bare.status).toBe(401)
  })

  it('keeps no token in the history, neither of a run nor of a refused request', async () => {
    const good = tokenFor('kept-nowhere')
    const bad = tokenFor('kept-nowhere', { exp: now() - 5 })
    await send(bearer(good))
    await send(bearer(bad))
    await control('/api/runs')
    const folder = join(host.root, '.triggerbench')
    const files = readdirSync(folder).filter(name => name.startsWith('history.db'))
    const bytes = Buffer.concat(files.map(name => readFileSync(join(folder, name))))
    for (const token of [good, bad])
      for (const piece of token.split('.').slice(1)) expect(bytes.includes(piece)).toBe(false)
  })

  it('follows its key file, and lets nobody in while the file cannot be used', async () => {
    const key = join(host.root, 'keys/project.pem')
    const token = bearer(tokenFor('ada'))
    renameSync(key, `${key}.away`)
    await expect.poll(async () => (await send(token)).status, { timeout: 10_000 }).toBe(401)
    expect(await (await send(token)).json()).toMatchObject({
      code: 'TOKEN_INVALID',
      message: expect.stringContaining('There is no file keys/project.pem'),
    })
    const { issues } = await control<WorkspaceState>('/api/state')
    expect(issues).toEqual([
      expect.objectContaining({
        file: 'triggerbench.yaml',
        line: 3,
        column: 11,
        path: 'auth.verify',
        severity: 'error',
      }),
    ])

    const next = createKeyPair()
    writeFileSync(key, next.publicKey.export({ type: 'pkcs1', format: 'pem' }))
    const nextToken = bearer(signToken(next.privateKey, { sub: 'next', exp: now() + 60 }))
    await expect.poll(async () => (await send(nextToken)).status, { timeout: 10_000 }).toBe(200)
    expect((await send(token)).status).toBe(401)

    for (const [content, said] of [
      ['no key', 'no public key'],
      [createKeyPair(1_024).publicPem, '1024 bits'],
      [next.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'private key'],
    ] as const) {
      writeFileSync(key, content)
      const message = async () => ((await (await send(nextToken)).json()) as { message?: string }).message
      await expect.poll(message, { timeout: 10_000 }).toContain(said)
    }
    renameSync(`${key}.away`, key)
    await expect.poll(async () => (await send(token)).status, { timeout: 10_000 }).toBe(200)
  })
})

describe('the real @useparagon/connect', () => {
  beforeAll(() => {
    const { window } = new JSDOM('', { url: 'http://localhost:3000' })
    vi.stubGlobal('window', window)
    for (const name of [
      'document',
      'location',
      'localStorage',
      'sessionStorage',
      'HTMLElement',
      'MutationObserver',
    ] as const)
      vi.stubGlobal(name, window[name])
  })
  afterAll(() => vi.unstubAllGlobals())

  it('logs in with a signed token and calls a workflow; with another’s it is not let in', async () => {
    const { paragon } = await import('@useparagon/connect')
    const base = host.host.triggerUrl.replace('127.0.0.1', 'localhost')
    const names = ['ZEUS', 'HERMES', 'WORKER_PROXY', 'CONNECT', 'DASHBOARD', 'PASSPORT', 'CDN']
    paragon.configureGlobal({ host: 'localhost' }, Object.fromEntries(names.map(name => [`${name}_PUBLIC_URL`, base])))
    await paragon.authenticate('p', tokenFor('ada'))
    expect(paragon.getUser()).toMatchObject({ authenticated: true, userId: 'ada' })
    expect(await paragon.workflow(WORKFLOW, { body: {} })).toEqual({ user: 'ada' })

    const stranger = signToken(createKeyPair().privateKey, { sub: 'eve', iat: now(), exp: now() + 600 })
    const complaint = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    await paragon.authenticate('p', stranger).catch(() => undefined)
    complaint.mockRestore()
    expect(paragon.getUser()).toMatchObject({ authenticated: false })
  })
})

it('with auth: off takes the sub of a token as it stands, and makes no key until one is asked for', async () => {
  const open = await startHost(
    workflow('who', [{ id: 'reply', type: 'response', body: { user: '{{ user.userId }}' } }]),
  )
  const headers = bearer(unsignedToken({ sub: 'anyone', exp: 1 }))
  expect(await (await fetch(open.trigger('who'), { method: 'POST', headers })).json()).toEqual({ user: 'anyone' })
  expect(existsSync(join(open.root, '.triggerbench/test-key.pem'))).toBe(false)
  await open.close()
})

it('opens Task History to the secret API_KEY alone, and says how it is set where there is none', async () => {
  const ask = async (on: TestHost, headers: Record<string, string> = {}) => {
    const response = await fetch(`${on.host.triggerUrl}/projects/p/task-history/workflow-executions`, { headers })
    return [response.status, await response.json()]
  }
  const own = await startHost({
    'triggerbench.yaml': 'projectId: p\nauth: { verify: project.pem }\n',
    'project.pem': project.publicPem,
    '.triggerbench/secrets.json': '{"API_KEY":"key-of-the-history"}',
  })
  expect(await ask(own)).toMatchObject([401, { code: 'TOKEN_MISSING' }])
  expect(await ask(own, bearer(tokenFor('ada')))).toMatchObject([401, { code: 'TOKEN_INVALID' }])
  expect(await ask(own, bearer('key-of-the-history'))).toMatchObject([200, { total: 0 }])
  await own.close()
  expect(await ask(host, bearer('any'))).toMatchObject([
    401,
    { code: 'TOKEN_INVALID', message: expect.stringContaining('TRIGGERBENCH_SECRET_API_KEY') },
  ])
})

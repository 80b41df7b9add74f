import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOKEN_HEADER } from '../../src/shared/control.ts'
import { type ControlFixture, startControl, TOKEN } from '../host/control/fixture.ts'

let fixture: ControlFixture
beforeAll(async () => {
  fixture = await startControl({
    ui: {
      'index.html': '<!doctype html><title>Triggerbench</title>',
      'assets/index-abc123.js': 'export {}',
      'theme.js': '',
    },
  })
})
afterAll(() => fixture.close())

const withToken = { [TOKEN_HEADER]: TOKEN }

describe('who may call the control API', () => {
  it.each([
    ['evil.test', 403],
    ['127.0.0.1', 403],
    ['localhost:1', 403],
    ['127.0.0.1.evil.test:PORT', 403],
    ['localhost:PORT', 200],
    ['[::1]:PORT', 200],
  ])('answers the Host %s with %i', async (host, status) => {
    const headers = { ...withToken, host: host.replace('PORT', String(fixture.port)) }
    expect((await fixture.raw('GET', '/api/state', headers)).status).toBe(status)
    expect((await fixture.raw('GET', '/', headers)).status).toBe(status)
  })

  it('refuses a request without a Host', async () => {
    const socket = connect(fixture.port, '127.0.0.1')
    socket.write('GET /api/state HTTP/1.0\r\n\r\n')
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 /)
  })

  it.each([
    [undefined, 'TOKEN_MISSING'],
    ['', 'TOKEN_INVALID'],
    [TOKEN.slice(0, -1), 'TOKEN_INVALID'],
    [`${TOKEN}x`, 'TOKEN_INVALID'],
  ])('refuses the token %j with %s', async (token, code) => {
    const headers: Record<string, string> = token === undefined ? {} : { [TOKEN_HEADER]: token }
    const answer = await fixture.raw('GET', '/api/state', headers)
    expect(answer.status).toBe(401)
    expect(answer.json()).toMatchObject({ code })
  })

  it('takes the token from nowhere but its header', async () => {
    const cookie = { cookie: `token=${TOKEN}`, authorization: `Bearer ${TOKEN}` }
    expect((await fixture.raw('GET', `/api/state?token=${TOKEN}`, cookie)).status).toBe(401)
  })

  it.each<Record<string, string>>([
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: 'http://localhost:3000' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuses another page, %j, even with the token', async headers => {
    for (const [method, path] of [
      ['GET', '/api/state'],
      ['POST', '/api/focus'],
      ['GET', '/payloads/run/x/request'],
    ] as const) {
      const answer = await fixture.raw(method, path, { ...withToken, ...headers })
      expect(answer.status).toBe(403)
      expect(answer.json()).toMatchObject({ code: 'ORIGIN_FORBIDDEN' })
    }
  })

  it('answers its own page', async () => {
    const headers = { ...withToken, origin: fixture.url, 'sec-fetch-site': 'same-origin' }
    expect((await fixture.raw('POST', '/api/focus', headers)).status).toBe(200)
  })

  it('allows no page a preflight', async () => {
    const answer = await fixture.raw('OPTIONS', '/api/state', {
      origin: 'https://evil.test',
      'access-control-request-method': 'POST',
    })
    expect(answer.status).toBe(403)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('sets no cookie, and repeats the token in no answer', async () => {
    for (const path of ['/', '/api/state', '/api/nothing']) {
      const answer = await fixture.raw('GET', path, withToken)
      expect(answer.headers).not.toHaveProperty('set-cookie')
      expect(JSON.stringify(answer.headers) + answer.body.toString()).not.toContain(TOKEN)
    }
  })

  it('listens on both loopback families', async () => {
    const answer = await fetch(`http://[::1]:${fixture.port}/api/state`, { headers: withToken })
    expect(answer.status).toBe(200)
  })

  it('answers an unknown call and an unknown method as JSON', async () => {
    for (const [method, path] of [
      ['GET', '/api/nothing'],
      ['DELETE', '/api/state'],
    ] as const) {
      const answer = await fixture.raw(method, path, withToken)
      expect(answer.status).toBe(404)
      expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' })
    }
  })
})

describe('the page', () => {
  it.each(['/', '/history', '/runs/0192f0e0-0000-7000-8000-000000000000', '/settings'])(
    'is served at %s, never cached, with its policy',
    async path => {
      const { status, headers, body } = await fixture.raw('GET', path)
      expect(status).toBe(200)
      expect(body.toString()).toContain('<title>Triggerbench</title>')
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
      })
      const policy = headers['content-security-policy']
      expect(policy).toContain("default-src 'none'; script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe|unsafe-eval/)
    },
  )

  it('has assets that are cached for ever, and others that are not', async () => {
    const asset = await fixture.raw('GET', '/assets/index-abc123.js')
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect((await fixture.raw('GET', '/theme.js')).headers['cache-control']).toBe('no-store')
    expect((await fixture.raw('GET', '/assets/missing.js')).status).toBe(404)
  })

  it.each([
    '/../triggerbench.yaml',
    '/%2e%2e/triggerbench.yaml',
    '/..%2ftriggerbench.yaml',
    '/assets/..%5c..%5cx.yaml',
  ])('gives nothing outside its folder for %s', async path => {
    expect((await fixture.raw('GET', path)).status).toBe(404)
  })

  it('opens from a link on another page, but not as part of one', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await fixture.raw('GET', '/runs/x', link)).status).toBe(200)
    expect((await fixture.raw('GET', '/runs/x', { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403)
    const script = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }
    expect((await fixture.raw('GET', '/assets/index-abc123.js', script)).status).toBe(403)
  })
})

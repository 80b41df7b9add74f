import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type ComposerFixture, createFixture } from './fixture.ts'

const url = 'http://127.0.0.1:4750/projects/p/sdk/triggers/w'
let fixture: ComposerFixture
afterEach(() => fixture.close())

async function compose(document: Record<string, unknown>) {
  const composed = await fixture.composer.compose(fixture.request(document), url)
  const raw = (await fixture.read(composed.raw)).toString('latin1')
  return { ...composed, lines: raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n') }
}

describe('the request line', () => {
  it('encodes params in order with their duplicates', async () => {
    fixture = createFixture()
    const params = [
      { name: 'b', value: 'x y' },
      { name: 'a&', value: 'é=' },
      { name: 'off', value: '1', enabled: false },
      { name: 'b', value: '' },
    ]
    const { lines } = await compose({ params })
    expect(lines[0]).toBe('POST /projects/p/sdk/triggers/w?b=x%20y&a%26=%C3%A9%3D&b= HTTP/1.1')
  })

  it('sends rawQuery as it is typed', async () => {
    fixture = createFixture()
    const { lines, url: shown } = await compose({ rawQuery: 'a=%30%&&b' })
    expect(lines[0]).toBe('POST /projects/p/sdk/triggers/w?a=%30%&&b HTTP/1.1')
    expect(shown).toBe(`${url}?a=%30%&&b`)
  })

  it.each(['PO ST', '', 'GET\r\nX: y'])('refuses the method %j', async method => {
    fixture = createFixture()
    const request = { ...fixture.request({}), method }
    await expect(fixture.composer.compose(request, url)).rejects.toMatchObject({ field: 'method' })
  })
})

describe('headers', () => {
  it('keeps order, case and duplicates of those set by hand, between Host and the automatic ones', async () => {
    fixture = createFixture()
    const headers = [
      { name: 'x-B', value: '2' },
      { name: 'X-a', value: '1' },
      { name: 'x-B', value: '3' },
    ]
    const { lines, automatic } = await compose({ headers })
    expect(lines.slice(1)).toEqual([
      'Host: 127.0.0.1:4750',
      'x-B: 2',
      'X-a: 1',
      'x-B: 3',
      'User-Agent: triggerbench/1.2.3',
      'Accept: */*',
      'Content-Length: 0',
      'Connection: close',
    ])
    expect(automatic).toEqual(['host', 'user-agent', 'accept', 'content-length', 'connection'])
  })

  it('adds no automatic header that is set by hand or switched off', async () => {
    fixture = createFixture()
    const headers = [{ name: 'user-agent', value: 'mine' }]
    const { lines } = await compose({ headers, omitHeaders: ['Accept', 'connection'] })
    expect(lines.slice(1)).toEqual(['Host: 127.0.0.1:4750', 'user-agent: mine', 'Content-Length: 0'])
  })

  it.each([
    [{ name: 'Content-Length', value: '99' }, 'Content-Length says 99, but the body has 2 bytes.'],
    [{ name: 'Content-Type', value: 'text/plain' }, 'Content-Type is set by hand to text/plain'],
    [{ name: 'Host', value: 'evil.test' }, 'Host is not 127.0.0.1:4750'],
    [{ name: 'Authorization', value: 'x' }, 'Authorization is set by hand'],
  ])('notes the contradiction in %j and changes nothing', async (header, sentence) => {
    fixture = createFixture()
    const { lines, notes } = await compose({
      headers: [header],
      auth: { type: 'bearer', token: 't' },
      body: { type: 'json', text: '{}' },
    })
    const same = lines.filter(line => line.toLowerCase().startsWith(`${header.name.toLowerCase()}:`))
    expect(same).toEqual([`${header.name}: ${header.value}`])
    expect(notes.join(' ')).toContain(sentence)
  })

  it.each([
    { name: 'X', value: 'a\r\nInjected: 1' },
    { name: 'X Y', value: '' },
  ])('refuses %j, which would be another header', async header => {
    fixture = createFixture()
    const request = fixture.request({ headers: [header] })
    await expect(fixture.composer.compose(request, url)).rejects.toMatchObject({ code: 'HEADER_INVALID' })
  })

  it('sends a body in chunks when Transfer-Encoding says so', async () => {
    fixture = createFixture()
    const composed = await fixture.composer.compose(
      fixture.request({
        headers: [{ name: 'Transfer-Encoding', value: 'chunked' }],
        body: { type: 'text', text: 'hello world!' },
      }),
      url,
    )
    const raw = (await fixture.read(composed.raw)).toString()
    expect(raw).not.toMatch(/content-length/i)
    expect(raw.slice(raw.indexOf('\r\n\r\n'))).toBe('\r\n\r\nc\r\nhello world!\r\n0\r\n\r\n')
  })
})

describe('templates', () => {
  it('puts settings and secrets in, and leaves every other pair of braces as it is', async () => {
    fixture = createFixture({ settings: { mail: { to: 'a@b.c' }, list: [1, { x: 2 }] }, secrets: { KEY: 's3cret' } })
    const text = '{"to":"{{ settings.mail.to }}","all":{{settings.list}},"t":"{{ trigger.x }}","h":"{{#if}}"}'
    const headers = [{ name: 'X-Key', value: '{{ secrets.KEY }}' }]
    const { lines, raw } = await compose({ headers, body: { type: 'json', text } })
    expect(lines).toContain('X-Key: s3cret')
    const bytes = (await fixture.read(raw)).toString()
    expect(bytes).toContain('{"to":"a@b.c","all":[1,{"x":2}],"t":"{{ trigger.x }}","h":"{{#if}}"}')
  })

  it('says which value is missing', async () => {
    fixture = createFixture()
    const { notes } = await compose({ headers: [{ name: 'X-Key', value: '{{ secrets.KEY }}' }] })
    expect(notes).toContain('headers[0].value: {{ secrets.KEY }} has no value; nothing stands in its place.')
  })
})

describe('auth', () => {
  const authorization = (lines: readonly string[]) =>
    lines.find(line => line.startsWith('Authorization: '))?.slice('Authorization: '.length) ?? ''
  const partsOf = (token: string) =>
    token
      .replace('Bearer ', '')
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()))

  const signedBy = (key: KeyObject, token: string) => {
    const [head, payload, signature = ''] = token.replace('Bearer ', '').split('.')
    return verify('sha256', Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'))
  }

  it('makes the header of bearer and basic', async () => {
    fixture = createFixture()
    expect(authorization((await compose({ auth: { type: 'bearer', token: 'abc' } })).lines)).toBe('Bearer abc')
    const basic = await compose({ auth: { type: 'basic', username: 'ä', password: 'p:q' } })
    expect(authorization(basic.lines)).toBe(`Basic ${Buffer.from('ä:p:q').toString('base64')}`)
  })

  it('signs a test token with sub, iat and exp by the workspace’s own key', async () => {
    fixture = createFixture({ now: 1_000_000_500 })
    const token = authorization((await compose({ auth: { type: 'testToken', sub: 'user-1' } })).lines)
    expect(partsOf(token)).toEqual([
      { alg: 'RS256', typ: 'JWT' },
      { sub: 'user-1', iat: 1_000_000, exp: 1_003_600 },
    ])
    expect(signedBy(createPublicKey(readFileSync(join(fixture.root, '.triggerbench/test-key.pem'))), token)).toBe(true)
  })

  it('signs the test token with the private key in the secrets', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    fixture = createFixture({
      secrets: { SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
    })
    const token = authorization((await compose({ auth: { type: 'testToken', sub: 'u' } })).lines)
    expect(signedBy(publicKey, token)).toBe(true)
  })

  it('refuses a signing key that is none, and says which secret holds it', async () => {
    fixture = createFixture({ secrets: { SIGNING_KEY: 'a shared text' } })
    await expect(compose({ auth: { type: 'testToken', sub: 'u' } })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      field: 'auth',
      message: expect.stringContaining('SIGNING_KEY'),
    })
  })
})

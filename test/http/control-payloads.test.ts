import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlFixture, startControl } from '../host/control/fixture.ts'
import { createFakeClock, type FakeClock } from '../support/clock.ts'

const BYTES = Buffer.alloc(200_000, '0123456789')

let clock: FakeClock
let fixture: ControlFixture
let hash: string
beforeAll(async () => {
  clock = createFakeClock()
  fixture = await startControl({ clock })
  hash = (await fixture.history.files.put(BYTES)).sha256
})
afterAll(() => fixture.close())

const address = async (look: { mimeType?: string; name?: string } = {}) =>
  (await fixture.call('POST', `/api/payloads/${hash}/url`, look)).json<{ url: string }>().url

describe('payload bytes', () => {
  it('come without the token by their address, whole and with their type, and nothing in them may run', async () => {
    const answer = await fixture.raw('GET', await address({ mimeType: 'text/html', name: 'Grüße "1".html' }))
    expect(answer.status).toBe(200)
    expect(answer.body.equals(BYTES)).toBe(true)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': '200000',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'accept-ranges': 'bytes',
      etag: `"${createHash('sha256').update(BYTES).digest('hex')}"`,
    })
    expect(answer.headers['content-disposition']).toMatch(
      /^inline; .*filename\*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22\.html$/,
    )
  })

  it.each([
    ['bytes=5-9', 'bytes 5-9/200000', '56789'],
    ['bytes=-3', 'bytes 199997-199999/200000', '789'],
    ['bytes=199998-', 'bytes 199998-199999/200000', '89'],
  ])('come in part for %s', async (range, contentRange, text) => {
    const answer = await fixture.raw('GET', await address(), { range })
    expect(answer.status).toBe(206)
    expect(answer.headers).toMatchObject({ 'content-range': contentRange, 'content-length': String(text.length) })
    expect(answer.body.toString()).toBe(text)
  })

  it('are refused beyond their end with their size', async () => {
    const answer = await fixture.raw('GET', await address(), { range: 'bytes=200000-' })
    expect(answer.status).toBe(416)
    expect(answer.headers['content-range']).toBe('bytes */200000')
  })

  it('are not sent again to a browser that has them', async () => {
    const url = await address()
    const etag = (await fixture.raw('HEAD', url)).headers.etag ?? ''
    const again = await fixture.raw('GET', url, { 'if-none-match': etag })
    expect(again.status).toBe(304)
    expect(again.body).toHaveLength(0)
  })

  it('come whole when the part asked for is of other bytes', async () => {
    const answer = await fixture.raw('GET', await address(), { range: 'bytes=0-1', 'if-range': '"other"' })
    expect(answer.status).toBe(200)
  })

  it('answer HEAD with their size and no bytes', async () => {
    const answer = await fixture.raw('HEAD', await address())
    expect(answer.headers['content-length']).toBe('200000')
    expect(answer.body).toHaveLength(0)
  })

  it('have the type of plain bytes when the one asked for cannot stand in a header', async () => {
    const answer = await fixture.raw('GET', await address({ mimeType: 'text/html\r\nSet-Cookie: a=b' }))
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    expect(answer.headers).not.toHaveProperty('set-cookie')
  })

  it('are not there for a hash nobody has, and no hash is no address', async () => {
    const { url } = (await fixture.call('POST', `/api/payloads/${'0'.repeat(64)}/url`, {})).json<{ url: string }>()
    expect((await fixture.raw('GET', url)).status).toBe(404)
    expect((await fixture.call('POST', '/api/payloads/../url', {})).status).toBe(404)
  })

  it('are refused for an address that was changed or has expired', async () => {
    const url = await address({ mimeType: 'text/plain' })
    expect((await fixture.raw('GET', url.replace('text%2Fplain', 'text%2Fhtml'))).status).toBe(403)
    expect((await fixture.raw('GET', url.split('?')[0] ?? '')).status).toBe(403)
    await clock.advance(13 * 3_600_000)
    const late = await fixture.raw('GET', url)
    expect(late.status).toBe(403)
    expect(late.json()).toMatchObject({ code: 'ADDRESS_EXPIRED' })
  })
})

import { describe, expect, it } from 'vitest'
import { createSigner } from '../../../src/host/control/signing.ts'
import { createFakeClock } from '../../support/clock.ts'

const urlOf = (address: string) => new URL(address, 'http://127.0.0.1:1')

describe('signed payload addresses', () => {
  it('say what they are for and how it is shown', () => {
    const signer = createSigner('token', createFakeClock())
    const address = signer.sign('file/files/ä b?.pdf', { mimeType: 'application/pdf', name: 'ä "b".pdf' })
    expect(address).toMatch(/^\/payloads\/file\/files\/%C3%A4%20b%3F\.pdf\?type=/)
    expect(signer.check(urlOf(address))).toEqual({
      key: 'file/files/ä b?.pdf',
      mimeType: 'application/pdf',
      name: 'ä "b".pdf',
    })
    expect(address).not.toContain('token')
  })

  it('stay the same within an hour, so that the browser keeps what it has', async () => {
    const clock = createFakeClock()
    const signer = createSigner('token', clock)
    const first = signer.sign('run/a/response')
    await clock.advance(60_000)
    expect(signer.sign('run/a/response')).toBe(first)
  })

  it('end twelve to thirteen hours later', async () => {
    const clock = createFakeClock()
    const signer = createSigner('token', clock)
    const url = urlOf(signer.sign('run/a/response'))
    await clock.advance(12 * 3_600_000)
    expect(signer.check(url)).toBeDefined()
    await clock.advance(3_600_000)
    expect(signer.check(url)).toBeUndefined()
  })

  it.each([
    ['another key', (url: URL) => (url.pathname = '/payloads/run/b/response')],
    ['another type', (url: URL) => url.searchParams.set('type', 'text/html')],
    ['another name', (url: URL) => url.searchParams.set('name', 'x')],
    ['a later end', (url: URL) => url.searchParams.set('exp', '99999999999999')],
    ['no end', (url: URL) => url.searchParams.delete('exp')],
    ['another signature', (url: URL) => url.searchParams.set('sig', 'AAAA')],
    ['no signature', (url: URL) => url.searchParams.delete('sig')],
    ['a key that cannot be decoded', (url: URL) => (url.pathname = '/payloads/%E0%A4%A')],
  ])('are worth nothing with %s', (_, change) => {
    const signer = createSigner('token', createFakeClock())
    const url = urlOf(signer.sign('run/a/response', { mimeType: 'text/plain' }))
    change(url)
    expect(signer.check(url)).toBeUndefined()
  })

  it('outlive a restart with the same token, and only that', () => {
    const clock = createFakeClock()
    const url = urlOf(createSigner('token', clock).sign('run/a/response'))
    expect(createSigner('token', clock).check(url)).toBeDefined()
    expect(createSigner('other', clock).check(url)).toBeUndefined()
  })
})

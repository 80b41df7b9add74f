import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NO_BYTES, readBytes } from '../../../src/host/composer/bytes.ts'
import { type ComposerFixture, createFixture } from './fixture.ts'
import { answerWhenWhole, type RawServer, startRawServer } from './raw-server.ts'

let server: RawServer
let fixture: ComposerFixture
beforeEach(async () => {
  server = await startRawServer(answerWhenWhole('HTTP/1.1 204 No Content\r\n\r\n'))
})
afterEach(async () => {
  fixture.close()
  await server.close()
})

/** Sends a request and gives what the socket received; what the composer says it sent must be the same bytes. */
async function wire(document: Record<string, unknown>) {
  const request = fixture.request(document)
  const composed = await fixture.composer.compose(request, server.url)
  const result = await fixture.composer.send(request, server.url, { source: 'test-request' })
  const received = server.connections[0]?.bytes ?? Buffer.alloc(0)
  expect(await fixture.read(composed.raw)).toEqual(received)
  expect(await fixture.read(result.rawRequest)).toEqual(received)
  const split = received.indexOf('\r\n\r\n')
  return {
    head: received.subarray(0, split).toString('latin1').split('\r\n'),
    body: received.subarray(split + 4),
    composed,
    received,
  }
}

describe('bodies on the wire', () => {
  it('sends no body with a length of 0 for POST', async () => {
    fixture = createFixture()
    const { head, body } = await wire({})
    expect(head).toEqual([
      'POST /projects/p/sdk/triggers/w HTTP/1.1',
      `Host: ${new URL(server.url).host}`,
      'User-Agent: triggerbench/1.2.3',
      'Accept: */*',
      'Content-Length: 0',
      'Connection: close',
    ])
    expect(body).toHaveLength(0)
  })

  it('sends JSON exactly as it is written', async () => {
    fixture = createFixture()
    const text = '{ "n": 1.00, "id": 12345678901234567890,\n  "é": "\u{1f600}" }\n'
    const { head, body } = await wire({ body: { type: 'json', text } })
    expect(head).toContain('Content-Type: application/json')
    expect(body.toString('utf8')).toBe(text)
  })

  it('sends JSON that does not parse too, and says so', async () => {
    fixture = createFixture()
    const { body, composed } = await wire({ body: { type: 'json', text: '{"a":' } })
    expect(body.toString()).toBe('{"a":')
    expect(composed.notes.join()).toContain('no valid JSON')
  })

  it('sends text in the charset its type names', async () => {
    fixture = createFixture()
    const contentType = 'text/plain; charset=iso-8859-1'
    const { head, body } = await wire({ body: { type: 'text', text: 'Grüße', contentType } })
    expect(head).toContain(`Content-Type: ${contentType}`)
    expect(body).toEqual(Buffer.from('Grüße', 'latin1'))
  })

  it('refuses a charset nobody knows', async () => {
    fixture = createFixture()
    const request = fixture.request({ body: { type: 'text', text: 'a', contentType: 'text/plain; charset=klingon' } })
    await expect(fixture.composer.compose(request, server.url)).rejects.toMatchObject({ code: 'CHARSET_UNKNOWN' })
  })

  it('sends XML as UTF-8 and notes a declaration that says otherwise', async () => {
    fixture = createFixture()
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'
    const { head, body, composed } = await wire({ body: { type: 'xml', text } })
    expect(head).toContain('Content-Type: application/xml; charset=utf-8')
    expect(body.toString('utf8')).toBe(text)
    expect(composed.notes.join()).toContain('iso-8859-1')
  })

  it('keeps the order and the duplicates of form fields', async () => {
    fixture = createFixture()
    const fields = [
      { name: 'b', value: 'x y&z' },
      { name: 'a', value: 'ü' },
      { name: 'off', value: '1', enabled: false },
      { name: 'b', value: '' },
    ]
    const { head, body } = await wire({ body: { type: 'urlencoded', fields } })
    expect(head).toContain('Content-Type: application/x-www-form-urlencoded')
    expect(body.toString()).toBe('b=x+y%26z&a=%C3%BC&b=')
  })

  it('sends a file as it is, typed by its name', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0])
    fixture = createFixture({ files: { 'files/a.pdf': bytes } })
    const { head, body } = await wire({ body: { type: 'file', file: 'files/a.pdf' } })
    expect(head).toContain('Content-Type: application/pdf')
    expect(body).toEqual(bytes)
  })

  it('says when a file is not what its type declares', async () => {
    fixture = createFixture({ files: { 'files/a.pdf': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') } })
    const { composed } = await wire({ body: { type: 'file', file: 'files/a.pdf' } })
    expect(composed.notes.join()).toContain('declared as application/pdf, but its bytes are image/png')
  })

  it('sends the bytes that hex digits spell', async () => {
    fixture = createFixture()
    const { head, body } = await wire({ body: { type: 'hex', hex: 'DE ad\nbe ef 00' } })
    expect(head).toContain('Content-Type: application/octet-stream')
    expect(body).toEqual(Buffer.from('deadbeef00', 'hex'))
  })

  it.each([
    ['abc', 'only one'],
    ['zz', '"z" is no hex digit'],
  ])('refuses %s as hex', async (hex, reason) => {
    fixture = createFixture()
    const request = fixture.request({ body: { type: 'hex', hex } })
    await expect(fixture.composer.compose(request, server.url)).rejects.toThrow(reason)
  })

  it('sends captured bytes with the headers they came with and none made up', async () => {
    fixture = createFixture({ files: { 'files/captured.bin': '--x\r\nbroken' } })
    const headers = [{ name: 'content-TYPE', value: 'multipart/form-data; boundary=x' }]
    const { head, body } = await wire({ headers, body: { type: 'raw', file: 'files/captured.bin' } })
    expect(head.filter(line => /^content-type/i.test(line))).toEqual(['content-TYPE: multipart/form-data; boundary=x'])
    expect(body.toString()).toBe('--x\r\nbroken')
  })

  it.each([
    ['../outside.txt', 'FILE_FORBIDDEN'],
    ['files/missing.txt', 'FILE_NOT_FOUND'],
  ])('refuses the file %s', async (file, code) => {
    fixture = createFixture()
    const request = fixture.request({ body: { type: 'file', file } })
    await expect(fixture.composer.compose(request, server.url)).rejects.toMatchObject({ code, field: 'body.file' })
  })
})

describe('multipart on the wire', () => {
  it('sends text, file and hex parts in order, byte for byte', async () => {
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from([0, 1, 2, 13, 10, 255])])
    fixture = createFixture({ files: { 'files/contract.pdf': pdf } })
    const { head, body } = await wire({
      body: {
        type: 'multipart',
        boundary: 'B0',
        parts: [
          { name: 'email', value: 'a@b.c' },
          { name: 'email', value: 'ö', contentType: 'text/plain; charset=iso-8859-1' },
          { name: 'off', value: 'x', enabled: false },
          {
            name: 'contract',
            file: 'files/contract.pdf',
            fileName: 'Vertrag "ü"\r\n.pdf',
            headers: [{ name: 'X-Own', value: '1' }],
          },
          { name: 'photo', hex: 'ffd8ffe0', contentType: 'image/jpeg', fileName: 'photo.jpg' },
          { name: 'note', value: '' },
        ],
      },
    })
    expect(head).toContain('Content-Type: multipart/form-data; boundary=B0')
    expect(body).toEqual(
      Buffer.concat([
        Buffer.from('--B0\r\nContent-Disposition: form-data; name="email"\r\n\r\na@b.c\r\n'),
        Buffer.from(
          '--B0\r\nContent-Disposition: form-data; name="email"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n',
        ),
        Buffer.from([0xf6]),
        Buffer.from(
          '\r\n--B0\r\nContent-Disposition: form-data; name="contract"; filename="Vertrag %22ü%22%0D%0A.pdf"\r\nContent-Type: application/pdf\r\nX-Own: 1\r\n\r\n',
        ),
        pdf,
        Buffer.from(
          '\r\n--B0\r\nContent-Disposition: form-data; name="photo"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
        ),
        Buffer.from('ffd8ffe0', 'hex'),
        Buffer.from('\r\n--B0\r\nContent-Disposition: form-data; name="note"\r\n\r\n\r\n--B0--\r\n'),
      ]),
    )
  })

  it('leaves a part header that is set by hand as it is', async () => {
    fixture = createFixture()
    const headers = [{ name: 'content-disposition', value: 'form-data; name=bare' }]
    const { body } = await wire({
      body: { type: 'multipart', boundary: 'B', parts: [{ name: 'x', value: 'v', headers }] },
    })
    expect(body.toString()).toBe('--B\r\ncontent-disposition: form-data; name=bare\r\n\r\nv\r\n--B--\r\n')
  })

  it('makes a boundary that is the same in the preview and on the wire', async () => {
    fixture = createFixture()
    const { head, body } = await wire({ body: { type: 'multipart', parts: [{ name: 'a', value: '1' }] } })
    const boundary = /boundary=(\S+)/.exec(head.join('\n'))?.[1]
    expect(boundary).toMatch(/^----triggerbench[0-9a-f]{24}$/)
    expect(body.toString()).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`,
    )
  })

  it('takes the boundary of a Content-Type set by hand, and notes one that contradicts the given', async () => {
    fixture = createFixture()
    const headers = [{ name: 'Content-Type', value: 'multipart/form-data; boundary="hand"' }]
    const parts = [{ name: 'a', value: '1' }]
    const { body } = await wire({ headers, body: { type: 'multipart', parts } })
    expect(body.toString()).toContain('--hand--')
    const composed = await fixture.composer.compose(
      fixture.request({ headers, body: { type: 'multipart', parts, boundary: 'given' } }),
      server.url,
    )
    expect(composed.notes).toContain(
      'The Content-Type set by hand says boundary hand, but the parts are separated by given.',
    )
  })

  it('reads a stretch of a streamed form without the rest', async () => {
    const file = Buffer.alloc(300_000, 'abcdefghij')
    fixture = createFixture({ files: { 'files/a.bin': file, 'files/empty.bin': '' } })
    const parts = [
      { name: 'empty', file: 'files/empty.bin' },
      { name: 'a', file: 'files/a.bin' },
      { name: 'b', file: 'files/a.bin' },
    ]
    const { composed, received } = await wire({ body: { type: 'multipart', boundary: 'B', parts } })
    const kept = fixture.composer.find(composed.raw.url)?.bytes ?? NO_BYTES
    const stretch: Uint8Array[] = []
    for await (const chunk of readBytes(kept, 300_100, 301_000)) stretch.push(chunk)
    expect(Buffer.concat(stretch)).toEqual(received.subarray(300_100, 301_000))
  })
})

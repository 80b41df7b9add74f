import { describe, expect, it } from 'vitest'
import type { OutgoingRequest } from '../../../src/host/outgoing/types.ts'
import { createOutside } from '../../support/outside.ts'
import { createBench } from './send.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex')

async function sent(body: unknown, bodyType?: OutgoingRequest['bodyType'], headers: [string, string][] = []) {
  const { origin, seen } = await createOutside((_, response) => response.end())
  await createBench().send({ method: 'POST', url: origin, body, bodyType, headers })
  const [request] = seen
  if (!request) throw new Error('Nothing was sent')
  return {
    type: request.headers['content-type'],
    length: request.headers['content-length'],
    body: request.body,
    text: request.body.toString(),
  }
}

describe('a body as it leaves', () => {
  it('json: a value, and an object written as text as it is written', async () => {
    expect(await sent({ a: [1, null] }, 'json')).toMatchObject({ type: 'application/json', text: '{"a":[1,null]}' })
    expect(await sent('{ "long": 12345678901234567890 }', 'json')).toMatchObject({
      text: '{ "long": 12345678901234567890 }',
    })
    expect(await sent('only text', 'json')).toMatchObject({ text: '"only text"' })
    expect(await sent({ a: 1 })).toMatchObject({ type: 'application/json', length: '7' })
  })

  it('json: a file in it as a file object with its hex', async () => {
    const file = await createBench().file('a.png', 'image/png', PNG)
    expect(JSON.parse((await sent({ photo: file }, 'json')).text)).toEqual({
      photo: { name: 'a.png', mimeType: 'image/png', dataType: 'FILE', size: '10', data: PNG.toString('hex') },
    })
  })

  it('x-www-form-urlencoded: a list repeats its name, nothing is sent for null', async () => {
    expect(await sent({ a: ['1', 2], 'b c': 'ü&', none: null }, 'x-www-form-urlencoded')).toMatchObject({
      type: 'application/x-www-form-urlencoded',
      text: 'a=1&a=2&b+c=%C3%BC%26',
    })
    expect(
      await sent(
        [
          { name: 'a', value: 1 },
          { name: 'a', value: 2 },
        ],
        'x-www-form-urlencoded',
      ),
    ).toMatchObject({ text: 'a=1&a=2' })
  })

  it('form-data: text and file parts, with a length', async () => {
    const file = await createBench().file('scan.png', 'image/png', PNG)
    const { type, text, body, length } = await sent(
      { email: 'a@b.example', photo: [file, file], data: { a: 1 } },
      'form-data',
    )
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(type ?? '')?.[1]
    expect(Number(length)).toBe(body.length)
    expect(text.split(`--${boundary}`)).toHaveLength(6)
    expect(text).toContain('Content-Disposition: form-data; name="email"\r\n\r\na@b.example\r\n')
    expect(text).toContain(
      'Content-Disposition: form-data; name="photo"; filename="scan.png"\r\nContent-Type: image/png\r\n\r\n',
    )
    expect(text).toContain('name="data"\r\n\r\n{"a":1}\r\n')
    expect(body.includes(PNG)).toBe(true)
  })

  it('form-data: a large file among fields', async () => {
    const bytes = Buffer.alloc(5 * 2 ** 20, 'triggerbench')
    const file = await createBench().file('large.bin', undefined, bytes)
    const { body, length } = await sent({ before: 'a', large: file, after: 'b' }, 'form-data')
    expect(Number(length)).toBe(body.length)
    expect(body.includes(bytes)).toBe(true)
  })

  it('form-data: keeps a boundary that a header names, and replaces a header without one', async () => {
    const own = await sent({ a: '1' }, 'form-data', [['Content-Type', 'multipart/form-data; boundary=mine']])
    expect([own.type, own.text]).toEqual([
      'multipart/form-data; boundary=mine',
      '--mine\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--mine--\r\n',
    ])
    expect((await sent({ a: '1' }, 'form-data', [['content-type', 'multipart/form-data']])).type).toMatch(/boundary=./)
  })

  it('xml and raw: text as it stands, with the type of a header', async () => {
    expect(await sent('<a/>', 'xml')).toMatchObject({ type: 'application/xml', text: '<a/>' })
    expect(await sent('plain', 'raw')).toMatchObject({ type: 'text/plain; charset=utf-8', text: 'plain' })
    expect(await sent('a,b', 'raw', [['content-type', 'text/csv']])).toMatchObject({ type: 'text/csv' })
  })

  it('raw: a file as its bytes', async () => {
    const file = await createBench().file('scan.png', 'image/png', PNG)
    expect(await sent(file, 'raw')).toMatchObject({ type: 'image/png', length: '10', body: PNG })
  })

  it('raw: text that X-Paragon-Encoding says is hex, without that header', async () => {
    const { origin, seen } = await createOutside((_, response) => response.end())
    const headers: [string, string][] = [
      ['X-Paragon-Encoding', 'hex'],
      ['Content-Type', 'image/png'],
    ]
    await createBench().send({ method: 'PUT', url: origin, body: PNG.toString('hex'), bodyType: 'raw', headers })
    expect(seen[0]?.body).toEqual(PNG)
    expect(seen[0]?.headers).not.toHaveProperty('x-paragon-encoding')
    await expect(sent('0g', 'raw', [['x-paragon-encoding', 'hex']])).rejects.toThrow(
      'body: its text is no hex at offset 1',
    )
  })

  it.each([
    ['hex', '89504e470d0a1a0a0000'],
    ['HEX', '89504E470D0A1A0A0000'],
    ['base64', 'iVBORw0KGgoAAA=='],
    ['base64url', 'iVBORw0KGgoAAA'],
    ['binary', PNG.toString('latin1')],
  ])(
    'a file object whose data is %s, as X-Paragon-Encoding says, is its bytes whatever the type',
    async (encoding, data) => {
      const file = { name: 'a.png', mimeType: 'image/png', dataType: 'FILE', data }
      const headers: [string, string][] = [['X-Paragon-Encoding', encoding]]
      for (const bodyType of ['raw', 'json', undefined] as const)
        expect(await sent(file, bodyType, headers)).toMatchObject({ type: 'image/png', body: PNG })
      expect(await sent(data, 'raw', [...headers, ['Content-Type', 'image/x']])).toMatchObject({
        type: 'image/x',
        body: PNG,
      })
    },
  )

  it('a file of the run with X-Paragon-Encoding is its bytes, and without a body type too', async () => {
    const file = await createBench().file('scan.png', 'image/png', PNG)
    const headers: [string, string][] = [['X-Paragon-Encoding', 'hex']]
    expect(await sent(file, 'json', headers)).toMatchObject({ type: 'image/png', length: '10', body: PNG })
    expect(await sent(file)).toMatchObject({ type: 'image/png', body: PNG })
    expect(await sent({ dataType: 'FILE', data: PNG.toString('hex') })).toMatchObject({ body: PNG })
  })

  it('raw: an encoding that is not known, and text that is not in it', async () => {
    await expect(sent('x', 'raw', [['X-Paragon-Encoding', 'rot13']])).rejects.toThrow(
      'X-Paragon-Encoding takes hex, base64, base64url, binary, utf8 or utf16le, not rot13',
    )
    await expect(sent('aGk=!', 'raw', [['X-Paragon-Encoding', 'base64']])).rejects.toThrow('no base64 at offset 4')
  })

  it('form-data: names that could end a header do not', async () => {
    const file = await createBench().file('a"b\r\nX: y.txt', 'text/plain', PNG)
    const { text } = await sent({ 'na"me\r\nX: 1': file }, 'form-data')
    expect(text).toContain('name="na%22me%0D%0AX: 1"; filename="a%22b%0D%0AX: y.txt"')
  })

  it('graphql: query and variables as JSON', async () => {
    expect(JSON.parse((await sent('{ me { id } }', 'graphql')).text)).toEqual({ query: '{ me { id } }' })
    expect(JSON.parse((await sent({ query: 'query($a: Int) { b }', variables: '{"a":1}' }, 'graphql')).text)).toEqual({
      query: 'query($a: Int) { b }',
      variables: { a: 1 },
    })
    await expect(sent({ a: 1 }, 'graphql')).rejects.toThrow('body: graphql takes the query as text')
  })

  it('none: null and nothing send no body', async () => {
    expect(await sent(null, 'json')).toMatchObject({ type: undefined, text: '' })
  })
})

describe('a Content-Type set by hand', () => {
  it.each([
    ['json', { a: 1 }],
    ['x-www-form-urlencoded', { a: 1 }],
    ['xml', '<a/>'],
    ['raw', 'text'],
    ['graphql', '{ a }'],
  ] as const)('stands with %s, in any case', async (bodyType, body) => {
    expect((await sent(body, bodyType, [['content-TYPE', 'application/x-mine']])).type).toBe('application/x-mine')
  })
})

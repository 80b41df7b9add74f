import { once } from 'node:events'
import { createServer } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createSend } from '../../../src/host/outgoing/http.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { createFakeClock } from '../../support/clock.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'
import { createOutside } from '../../support/outside.ts'
import { createBench } from './send.ts'

describe('the address', () => {
  it('keeps its query, then adds params in order, repeated names too', async () => {
    const { origin, seen } = await createOutside((_, response) => response.end())
    await createBench().send({
      url: `${origin}/a b?x=%30#part`,
      params: [
        ['tag', 'a'],
        ['tag', 'ü&'],
      ],
    })
    expect(seen[0]?.url).toBe('/a%20b?x=%30&tag=a&tag=%C3%BC%26')
  })

  it.each([
    ['contacts', '/v1/contacts'],
    ['/contacts', '/v1/contacts'],
    ['?a=1', '/v1/?a=1'],
    ['', '/v1/'],
  ])('%j stands below its base URL', async (url, expected) => {
    const { origin, seen } = await createOutside((_, response) => response.end())
    await createBench().send({ url, baseUrl: `${origin}/v1/` })
    expect(seen[0]?.url).toBe(expected)
  })

  it('is refused when it leads away from its base URL or is none', async () => {
    const { send } = createBench()
    await expect(send({ url: 'http://evil.example/x', baseUrl: 'https://api.example.com/' })).rejects.toThrow(
      'url http://evil.example/x is not below the base URL https://api.example.com/',
    )
    await expect(send({ url: 'contacts' })).rejects.toThrow('url "contacts" is no http address')
    await expect(send({ url: 'file:///etc/passwd' })).rejects.toThrow('is no http address')
  })
})

describe('the headers', () => {
  it('leave in order and case, repeated ones too, with what a client adds behind them', async () => {
    const { origin, port, seen } = await createOutside((_, response) => response.end())
    await createBench().send({
      url: origin,
      headers: [
        ['X-Zulu', '1'],
        ['x-alpha', 'a'],
        ['X-Zulu', '2'],
        ['Connection', 'close'],
      ],
    })
    expect(seen[0]?.rawHeaders.filter((_, index) => index < 14)).toEqual([
      ...['host', `127.0.0.1:${port}`, 'connection', 'keep-alive', 'X-Zulu', '1', 'x-alpha', 'a', 'X-Zulu', '2'],
      ...['Accept', '*/*', 'Accept-Encoding', 'gzip, deflate, br'],
    ])
  })

  it('that cannot be sent are named', async () => {
    await expect(createBench().send({ url: 'http://127.0.0.1:9', headers: [['a b', 'x']] })).rejects.toThrow(
      'headers: "a b" cannot be sent',
    )
    await expect(createBench().send({ url: 'http://127.0.0.1:9', headers: [['a', 'x\r\ny']] })).rejects.toThrow(
      'headers: "a" cannot be sent',
    )
  })
})

describe('the answer', () => {
  const answered = async (headers: Record<string, string | string[]>, body: string | Buffer, status = 200) => {
    const { origin } = await createOutside((_, response) => response.writeHead(status, headers).end(body))
    return createBench().send({ url: `${origin}/files/report%202.pdf` })
  }

  it('is parsed JSON, or its text where that does not parse', async () => {
    expect(await answered({ 'Content-Type': 'application/json' }, '\uFEFF{"a":1}')).toMatchObject({
      statusCode: 200,
      body: { a: 1 },
    })
    expect(await answered({ 'Content-Type': 'application/problem+json' }, '{oops', 400)).toMatchObject({
      statusCode: 400,
      body: '{oops',
    })
    expect(await answered({ 'Content-Type': 'application/json' }, '')).toMatchObject({ body: null })
  })

  it('is text in its charset', async () => {
    expect(await answered({ 'Content-Type': 'text/plain; charset=latin1' }, Buffer.from([0xfc]))).toMatchObject({
      body: 'ü',
    })
    expect(await answered({ 'Content-Type': 'application/xml' }, '<a/>')).toMatchObject({ body: '<a/>' })
    expect(await answered({}, 'no type')).toMatchObject({ body: 'no type' })
  })

  it.each(['application/x-ndjson', 'application/yaml', 'message/rfc822', 'image/svg+xml', 'text/csv'])(
    'is text where its type is %s',
    async type => {
      expect(await answered({ 'Content-Type': type }, 'a\n')).toMatchObject({ body: 'a\n' })
    },
  )

  it('is a file where it is binary, named by the answer or the address', async () => {
    const bytes = Buffer.from('255044462d312e370a00ff', 'hex')
    const { body } = await answered({ 'Content-Type': 'application/pdf' }, bytes)
    expect(body).toBeInstanceOf(FileRef)
    expect((body as FileRef).toObject()).toMatchObject({
      name: 'report 2.pdf',
      mimeType: 'application/pdf',
      data: bytes.toString('hex'),
    })
    const named = await answered({ 'Content-Disposition': 'attachment; filename="../../x.bin"' }, bytes)
    expect((named.body as FileRef).name).not.toContain('/')
  })

  it('is null where there is none', async () => {
    expect(await answered({}, '', 204)).toMatchObject({ statusCode: 204, body: null })
  })

  it('has lower-case header names, and repeated ones as a list', async () => {
    const { headers } = await answered({ 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] }, '')
    expect(headers).toMatchObject({ 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] })
  })

  it('is decompressed, and said to be broken when it is not what it says', async () => {
    const type = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
    expect(await answered(type, gzipSync('{"a":1}'))).toMatchObject({ body: { a: 1 } })
    await expect(answered(type, '{"a":1}')).rejects.toThrow('its body is not what its Content-Encoding says')
  })
})

describe('an answer’s Content-Encoding', () => {
  const JSON_BYTES = Buffer.from('{"a":"ü"}')
  const answered = async (encoding: string, body: Buffer) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': encoding }
    const { origin } = await createOutside((_, response) => response.writeHead(200, headers).end(body))
    return createBench().send({ url: origin })
  }

  it.each([
    ['gzip', gzipSync(JSON_BYTES)],
    ['x-gzip', gzipSync(JSON_BYTES)],
    ['deflate', deflateSync(JSON_BYTES)],
    ['deflate', deflateRawSync(JSON_BYTES)],
    ['br', brotliCompressSync(JSON_BYTES)],
    ['zstd', zstdCompressSync(JSON_BYTES)],
    ['identity', JSON_BYTES],
    ['gzip, br', brotliCompressSync(gzipSync(JSON_BYTES))],
  ])('%s is undone', async (encoding, body) => {
    expect((await answered(encoding, body)).body).toEqual({ a: 'ü' })
  })

  it.each(['gzip', 'deflate', 'br', 'zstd'])('%s of nothing is nothing', async encoding => {
    expect((await answered(encoding, Buffer.alloc(0))).body).toBeNull()
  })

  it('that is not known is named, and one that is cut off is said to be broken', async () => {
    await expect(answered('toString', JSON_BYTES)).rejects.toThrow(
      "The answer's Content-Encoding tostring is not known",
    )
    await expect(answered('gzip', gzipSync(JSON_BYTES).subarray(0, -9))).rejects.toThrow(
      'not what its Content-Encoding says',
    )
  })
})

describe('an answer’s size', () => {
  it('is held to what a step’s output may have where it is text, also once decompressed', async () => {
    const files = createMemoryFiles()
    const context = { signal: new AbortController().signal, files, clock: createFakeClock(), largestBody: 1_000_000 }
    const request = { method: 'GET', params: [], headers: [] }
    const { origin } = await createOutside((seen, response) => {
      const body = Buffer.alloc(seen.url === '/fits' ? 1_000_000 : 1_000_001, 'a')
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }).end(gzipSync(body))
    })
    const send = createSend()
    expect((await send({ ...request, url: `${origin}/fits` }, context)).body).toHaveLength(1_000_000)
    await expect(send({ ...request, url: `${origin}/over` }, context)).rejects.toMatchObject({
      code: 'STEP_OUTPUT_TOO_LARGE',
      message: expect.stringContaining('is larger than 1.0 MB; ask for a smaller one'),
    })
  })
})

describe('no body', () => {
  it.each([
    ['HEAD', 200, { 'Content-Type': 'application/json', 'Content-Length': '500' }],
    ['GET', 204, {}],
    ['GET', 304, {}],
    ['GET', 200, { 'Content-Type': 'text/plain' }],
    ['GET', 200, { 'Content-Type': 'application/json' }],
    ['GET', 200, {}],
  ])('of %s with %i and %j is null', async (method, status, headers) => {
    const { origin } = await createOutside((_, response) => response.writeHead(status, headers).end())
    expect(await createBench().send({ method, url: origin })).toMatchObject({ statusCode: status, body: null })
  })

  it('of a binary type is an empty file', async () => {
    const headers = { 'Content-Type': 'application/pdf', 'Content-Disposition': "inline; filename*=UTF-8''%C3%BC.pdf" }
    const { origin } = await createOutside((_, response) => response.writeHead(200, headers).end())
    const { body } = await createBench().send({ url: origin })
    expect((body as FileRef).toObject()).toEqual({
      name: 'ü.pdf',
      mimeType: 'application/pdf',
      dataType: 'FILE',
      size: '0',
      data: '',
    })
  })
})

describe('no answer', () => {
  it('because the name is not known says so', async () => {
    await expect(createBench().send({ url: 'http://nobody.invalid/x?key=hush' })).rejects.toThrow(
      'GET http://nobody.invalid/x got no answer: the name nobody.invalid is not known. Check its spelling and the network',
    )
  })

  it('because the server takes http alone says so', async () => {
    const { port } = await createOutside((_, response) => response.end())
    await expect(createBench().send({ url: `https://127.0.0.1:${port}/` })).rejects.toThrow(
      `127.0.0.1:${port} could not agree on TLS. Check that it takes https; if it takes http alone, write http://127.0.0.1:${port}`,
    )
  })

  it('to the end because the server broke off says so', async () => {
    const { origin } = await createOutside((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('half', () => response.destroy())
    })
    await expect(createBench().send({ url: origin })).rejects.toThrow('broke the connection off')
  })

  it('says what could not be reached, without the query, and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    server.close()
    await once(server, 'close')
    await expect(createBench().send({ url: `http://127.0.0.1:${port}/a?token=hush` })).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: `GET http://127.0.0.1:${port}/a got no answer: nothing listens at 127.0.0.1:${port}. Start that server, or change the url`,
    })
  })

  it('in time ends at the timeout', async () => {
    const clock = createFakeClock()
    const { origin } = await createOutside(() => void clock.advance(2_000))
    await expect(createBench(clock).send({ url: `${origin}/slow`, timeoutMs: 2_000 })).rejects.toThrow(
      `GET ${origin}/slow was not answered within 2.0 s. Raise timeout: of this step`,
    )
  })

  it('ends when the run is cancelled', async () => {
    const cancel = new AbortController()
    const { origin } = await createOutside(() => cancel.abort())
    await expect(createBench().send({ url: origin }, cancel.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('of a server that breaks off says so', async () => {
    const { origin } = await createOutside((_, response) => void response.destroy())
    await expect(createBench().send({ url: origin })).rejects.toThrow(/broke the connection off/)
  })
})

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type ComposerFixture, createFixture } from './fixture.ts'
import { answerWhenWhole, type RawServer, type Script, startRawServer } from './raw-server.ts'

let server: RawServer
let fixture: ComposerFixture
afterEach(async () => {
  fixture.close()
  await server.close()
})

async function send(script: Script, document: Record<string, unknown> = {}, signal?: AbortSignal) {
  server = await startRawServer(script)
  return fixture.composer.send(fixture.request(document), server.url, { source: 'test-request' }, signal)
}

describe('the answer', () => {
  it('gives status, headers in wire order, body, and the very bytes', async () => {
    fixture = createFixture()
    const wire = 'HTTP/1.1 299 Rather Fine\r\nx-B: 1\r\nX-a:2 \r\nx-B: 3\r\ncontent-length: 5\r\n\r\nh\xe9llo'
    const result = await send(answerWhenWhole(wire))
    expect(result).toMatchObject({ runId: null, status: 299, reason: 'Rather Fine' })
    expect(result.headers).toEqual([
      ['x-B', '1'],
      ['X-a', '2'],
      ['x-B', '3'],
      ['content-length', '5'],
    ])
    expect(await fixture.read(result.body)).toEqual(Buffer.from('h\xe9llo', 'latin1'))
    expect(await fixture.read(result.rawResponse)).toEqual(Buffer.from(wire, 'latin1'))
    expect(result.firstByteMs).toBeGreaterThan(0)
    expect(result.durationMs).toBeGreaterThanOrEqual(result.firstByteMs)
  })

  it('names the run it started', async () => {
    fixture = createFixture()
    const result = await send(
      answerWhenWhole('HTTP/1.1 202 Accepted\r\nX-Execution-Id: r1\r\nContent-Length: 0\r\n\r\n'),
    )
    expect(result.runId).toBe('r1')
  })

  it('takes a chunked body out of its chunks, whatever pieces it comes in', async () => {
    fixture = createFixture()
    const wire =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-End: 1\r\n\r\n'
    const result = await send((_, socket) => {
      socket.setNoDelay(true)
      const next = (at: number) => at < wire.length && socket.write(wire.slice(at, at + 1), () => next(at + 1))
      next(0)
    })
    expect((await fixture.read(result.body)).toString()).toBe('hello world')
    expect((await fixture.read(result.rawResponse)).toString()).toBe(wire)
  })

  it('reads a body without a length to the end of the connection', async () => {
    fixture = createFixture()
    const result = await send((_, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'))
    expect((await fixture.read(result.body)).toString()).toBe('all of it')
  })

  it('expects no body after HEAD', async () => {
    fixture = createFixture()
    const result = await send((_, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n'), {
      method: 'HEAD',
    })
    expect(result.body.size).toBe(0)
  })

  it('tells the type by the bytes', async () => {
    fixture = createFixture()
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('latin1')
    const result = await send(
      answerWhenWhole(`HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 16\r\n\r\n${png}`),
    )
    expect(result.body.detected).toBe('image/png')
  })

  it.each([
    ['SSH-2.0-OpenSSH\r\n\r\n', 'ANSWER_MALFORMED'],
    ['HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n', 'ANSWER_MALFORMED'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'ANSWER_MALFORMED'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort', 'ANSWER_CUT'],
    ['HTTP/1.1 200', 'ANSWER_CUT'],
  ])('refuses %j with %s', async (answer, code) => {
    fixture = createFixture()
    await expect(send((_, socket) => socket.end(answer))).rejects.toMatchObject({ code })
  })
})

describe('the sending', () => {
  it('says who sends through the socket alone', async () => {
    fixture = createFixture()
    const seen: unknown[] = []
    await send((_, socket) => {
      seen.push(fixture.origins.find(socket.remoteAddress, socket.remotePort))
      socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
    expect(seen).toEqual([{ source: 'test-request' }])
    const { socket } = server.connections[0] ?? {}
    expect(fixture.origins.find(socket?.remoteAddress, socket?.remotePort)).toBeUndefined()
  })

  it('waits for 100 Continue before the body when it asked for it', async () => {
    fixture = createFixture()
    const heads: string[] = []
    const result = await send(
      (received, socket) => {
        const text = received.toString()
        if (text.endsWith('\r\n\r\n')) {
          heads.push(text)
          socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        } else if (text.endsWith('body')) socket.end('HTTP/1.1 200 OK\r\n\r\ndone')
      },
      { headers: [{ name: 'Expect', value: '100-continue' }], body: { type: 'text', text: 'body' } },
    )
    expect(heads).toHaveLength(1)
    expect((await fixture.read(result.body)).toString()).toBe('done')
  })

  it('sends no body when it is refused instead of continued', async () => {
    fixture = createFixture()
    const result = await send((_, socket) => socket.write('HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n'), {
      headers: [{ name: 'Expect', value: '100-continue' }],
      body: { type: 'text', text: 'body' },
    })
    expect(result.status).toBe(417)
    expect((await fixture.read(result.rawRequest)).toString()).toMatch(/\r\n\r\n$/)
  })

  it('takes an answer that comes before the body is out, and sends no more of it', async () => {
    const size = 64 * 1024 * 1024
    fixture = createFixture({ files: { 'files/big.bin': Buffer.alloc(size) } })
    const result = await send(
      (_, socket) => {
        if (socket.bytesWritten === 0) socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n')
      },
      { body: { type: 'file', file: 'files/big.bin' } },
    )
    expect(result.status).toBe(413)
    expect(result.rawRequest.size).toBeLessThan(size)
  })

  it('streams a body larger than its memory both ways, and keeps every byte', async () => {
    const bytes = Buffer.alloc(9 * 1024 * 1024 + 7)
    for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt32LE(at, Math.min(at, bytes.length - 4))
    fixture = createFixture({ files: { 'files/big.bin': bytes } })
    server = await startRawServer((received, socket) => {
      const head = received.indexOf('\r\n\r\n') + 4
      if (received.length !== head + bytes.length) return
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`)
      socket.write(received.subarray(head))
    })
    const request = fixture.request({ body: { type: 'file', file: 'files/big.bin' } })
    const result = await fixture.composer.send(request, server.url, { source: 'test-request' })
    expect((await fixture.read(result.body)).equals(bytes)).toBe(true)
    expect((await fixture.read(result.rawRequest)).equals(server.connections[0]?.bytes ?? Buffer.alloc(0))).toBe(true)
  })

  it('is given up when asked, and leaves nothing on disk', async () => {
    fixture = createFixture()
    const abort = new AbortController()
    const sending = send(() => abort.abort(new Error('given up')), {}, abort.signal)
    await expect(sending).rejects.toThrow('given up')
    expect(readdirSync(join(fixture.root, '.triggerbench', 'temp'))).toEqual([])
  })

  it('says when nobody listens', async () => {
    fixture = createFixture()
    server = await startRawServer(() => undefined)
    await server.close()
    const sending = fixture.composer.send(fixture.request({}), server.url, { source: 'test-request' })
    await expect(sending).rejects.toMatchObject({ code: 'TRIGGER_UNREACHABLE' })
    server = await startRawServer(() => undefined)
  })

  it('says when the connection is lost', async () => {
    fixture = createFixture()
    await expect(send((_, socket) => socket.resetAndDestroy())).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  it('removes its files when it is closed', async () => {
    fixture = createFixture()
    await send(answerWhenWhole('HTTP/1.1 204 No Content\r\n\r\n'))
    fixture.composer.close()
    expect(existsSync(join(fixture.root, '.triggerbench', 'temp'))).toBe(false)
  })

  it('keeps what was sent while a page asks for one preview after another', async () => {
    fixture = createFixture()
    const result = await send(answerWhenWhole('HTTP/1.1 204 No Content\r\n\r\n'))
    const first = await fixture.composer.compose(fixture.request({}), server.url)
    for (let edit = 0; edit < 400; edit++) await fixture.composer.compose(fixture.request({}), server.url)
    expect(fixture.composer.find(first.raw.url)).toBeUndefined()
    expect(await fixture.read(result.rawRequest)).toEqual(server.connections[0]?.bytes)
  })
})

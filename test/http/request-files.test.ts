import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startHost, workflow } from '../support/host.ts'

const MIB = 2 ** 20

/** A server that gives `size` bytes at /big, and takes files elsewhere; it keeps hashes, and the memory in use at its highest. */
async function createFileServer(size: number) {
  const piece = randomBytes(MIB)
  const hashes: Record<string, string> = {}
  let peak = 0
  const look = () => {
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    peak = Math.max(peak, arrayBuffers + heapUsed)
  }
  async function* pieces() {
    const hash = createHash('sha256')
    for (let left = size; left > 0; left -= MIB) {
      const chunk = piece.subarray(0, Math.min(left, MIB))
      hash.update(chunk)
      look()
      yield chunk
    }
    hashes.sent = hash.digest('hex')
  }
  const server = createServer(async (request, response) => {
    if (request.url === '/big') {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
      await pipeline(pieces(), response)
      return
    }
    const hash = createHash('sha256')
    for await (const chunk of request) {
      hash.update(chunk as Buffer)
      look()
    }
    hashes[`${request.url} ${request.headers['content-length']} ${request.headers['content-type']}`] =
      hash.digest('hex')
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { origin: `http://127.0.0.1:${port}`, hashes, peak: () => peak }
}

describe('a file of 300 MB', () => {
  it('comes in by a Request step and leaves by another, byte for byte, with flat memory', async () => {
    const size = 300 * MIB
    const outside = await createFileServer(size)
    const steps = [
      { id: 'get', type: 'request', url: `${outside.origin}/big` },
      { id: 'put', type: 'request', method: 'PUT', url: `${outside.origin}/raw`, body: '{{ get.response.body }}' },
      {
        id: 'reply',
        type: 'response',
        body: { size: '{{ get.response.body.size }}', name: '{{ get.response.body.name }}', put: '{{ put.response }}' },
      },
    ]
    const { trigger, close } = await startHost(workflow('move', steps))
    onTestFinished(close)
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    const answer = await fetch(trigger('move'), { method: 'POST' })
    expect(await answer.json()).toMatchObject({ size: String(size), name: 'big', put: { statusCode: 200, body: null } })
    const { sent, ...taken } = outside.hashes
    expect(taken).toEqual({ [`/raw ${size} application/octet-stream`]: sent })
    expect(outside.peak() - arrayBuffers - heapUsed).toBeLessThan(80 * MIB)
  })
})

describe('a file of a trigger', () => {
  it.each([0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1])('of %i bytes leaves as it came', async size => {
    const outside = await createFileServer(0)
    const bytes = randomBytes(size)
    const headers = { 'X-Paragon-Encoding': 'hex' }
    const put = { type: 'request', method: 'PUT', bodyType: 'raw', headers }
    const steps = [
      { ...put, id: 'whole', url: `${outside.origin}/whole`, body: '{{ trigger.request.file }}' },
      { ...put, id: 'hex', url: `${outside.origin}/hex`, body: '{{ trigger.request.file.data }}' },
    ]
    const { trigger, close } = await startHost(
      workflow('send', [...steps, { id: 'reply', type: 'response', body: {} }]),
    )
    onTestFinished(close)
    const answer = await fetch(trigger('send'), {
      method: 'POST',
      headers: { 'Content-Type': 'image/png' },
      body: bytes,
    })
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(outside.hashes).toEqual(
      size === 0
        ? { '/whole 0 undefined': sha256, '/hex 0 undefined': sha256 }
        : { [`/whole ${size} image/png`]: sha256, [`/hex ${size} application/octet-stream`]: sha256 },
    )
  })
})

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functionFetch } from '../../src/host/function-fetch.ts'
import { caller, errorOf, openPool, resultOf } from './functions/support/pool.ts'

const MIB = 2 ** 20
const call = caller(openPool({ fetch: functionFetch, limits: { functionMemory: 512 * MIB } }))

let server: http.Server
let base: string
let hanging: Socket[] = []
let onHang: () => void = () => {}

beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
    switch (pathname) {
      case '/redirect':
        return response.writeHead(302, { location: '/echo?redirected=1' }).end()
      case '/hang':
        hanging.push(request.socket)
        return onHang()
      case '/gzip':
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'))
      case '/cookies':
        return response.writeHead(204, { 'set-cookie': ['a=1', 'b=2'] }).end()
      case '/big':
        return response.end(Buffer.alloc(Number(searchParams.get('size'))))
      case '/broken':
        response.writeHead(200, { 'content-length': 100 }).write('half')
        return setImmediate(() => response.destroy())
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const { 'content-type': type = null } = request.headers
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        type,
        length: body.length,
        sha256: createHash('sha256').update(body).digest('hex'),
        text: body.length < 1000 ? body.toString('utf8') : null,
      }),
    )
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Runs statements with `base`; `echo(init)` gives what the server got. */
const run = (body: string, more = {}) =>
  call(
    `async ({ base }) => { const echo = async init => (await fetch(base + '/echo', init)).json(); ${body} }`,
    { base },
    more,
  )

describe('bodies that leave', () => {
  const bodies: Record<string, [string, unknown]> = {
    text: ['{ method: "POST", body: "hé" }', { method: 'POST', type: 'text/plain;charset=UTF-8', text: 'hé' }],
    bytes: ['{ method: "PUT", body: new Uint8Array([104, 105]) }', { method: 'PUT', type: null, text: 'hi' }],
    'a Blob': ['{ method: "POST", body: new Blob(["b"], { type: "a/b" }) }', { type: 'a/b', text: 'b' }],
    'search parameters': [
      '{ method: "POST", body: new URLSearchParams({ a: "1 2" }) }',
      { text: 'a=1+2', type: 'application/x-www-form-urlencoded;charset=UTF-8' },
    ],
    'a stream, read whole': [
      '{ method: "POST", duplex: "half", body: new Blob(["s1", "s2"]).stream() }',
      { text: 's1s2' },
    ],
    'a form': [
      '{ method: "POST", body: (() => { const f = new FormData(); f.append("a", "1"); f.append("f", new Blob(["x"], { type: "t/t" }), "f.txt"); return f })() }',
      {
        type: expect.stringMatching(/^multipart\/form-data; boundary=/),
        text: expect.stringMatching(/name="a"\r\n\r\n1\r\n[\s\S]*filename="f.txt"\r\nContent-Type: t\/t\r\n\r\nx\r\n/),
      },
    ],
    'a Request': [
      'new Request(base + "/echo", { method: "DELETE", headers: { "content-type": "x/y" }, body: "r" })',
      { method: 'DELETE', type: 'x/y', text: 'r' },
    ],
  }
  it.each(Object.entries(bodies))('%s', async (_, [init, got]) => {
    const ask = init.startsWith('new Request') ? `(await fetch(${init})).json()` : `echo(${init})`
    expect(resultOf(await run(`return ${ask}`))).toMatchObject(got as object)
  })

  it('of 50 MiB arrive as they left, and one byte more is refused', async () => {
    const sent = createHash('sha256')
      .update(Buffer.alloc(50 * MIB, 7))
      .digest('hex')
    const body = `const most = Buffer.alloc(${50 * MIB}, 7); const { sha256 } = await echo({ method: 'POST', body: most })
      return [sha256, await fetch(base, { method: 'POST', body: Buffer.alloc(${50 * MIB + 1}) }).catch(e => e.constructor.name + e.message)]`
    expect(resultOf(await run(body))).toEqual([
      sent,
      expect.stringMatching(/^TypeErrorfetch failed: the body has 52428801 bytes/),
    ])
  })
})

describe('answers', () => {
  it('follow redirects, stop at them, or refuse them', async () => {
    const body = `const follow = await fetch(base + '/redirect')
      const manual = await fetch(base + '/redirect', { redirect: 'manual' })
      const refused = await fetch(base + '/redirect', { redirect: 'error' }).catch(e => [e.name, e.message])
      return [follow.status, follow.redirected, follow.url, manual.status, manual.headers.get('location'), refused]`
    expect(resultOf(await run(body))).toEqual([
      200,
      true,
      `${base}/echo?redirected=1`,
      302,
      '/echo?redirected=1',
      ['TypeError', expect.stringMatching(/^fetch failed: .*redirect/)],
    ])
  })

  it('come decoded, with every header and without a body where there is none', async () => {
    const body = `const packed = await fetch(base + '/gzip'), none = await fetch(base + '/cookies')
      return [await packed.text(), none.status, none.headers.getSetCookie(), none.body]`
    expect(resultOf(await run(body))).toEqual(['packed', 204, ['a=1', 'b=2'], null])
  })

  it('of 50 MiB come whole, larger ones are refused', async () => {
    const body = `return [(await (await fetch(base + '/big?size=${50 * MIB}')).arrayBuffer()).byteLength,
      await fetch(base + '/big?size=${50 * MIB + 1}').catch(e => e.message)]`
    expect(resultOf(await run(body))).toEqual([50 * MIB, expect.stringContaining('more than 52428800 bytes')])
  })

  it('that do not come are TypeErrors that say why', async () => {
    const body = `const why = url => fetch(url).catch(e => [e.name, e.message])
      return [await why('http://127.0.0.1:1/'), await why(base + '/broken'), await why('nope'), await why('ftp://a/')]`
    expect(resultOf(await run(body))).toEqual([
      ['TypeError', expect.stringMatching(/^fetch failed: .*(ECONNREFUSED|bad port)/)],
      ['TypeError', expect.stringMatching(/^fetch failed: /)],
      ['TypeError', expect.stringContaining('nope')],
      ['TypeError', expect.stringMatching(/^fetch failed: /)],
    ])
  })
})

it('ends at the server when the run is cancelled', async () => {
  hanging = []
  const begun = new Promise<void>(done => (onHang = done))
  const controller = new AbortController()
  const outcome = run(`return fetch(base + '/hang')`, { signal: controller.signal })
  await begun
  const closed = once(hanging[0] as Socket, 'close')
  controller.abort()
  expect(errorOf(await outcome).code).toBe('CANCELLED')
  await closed
})

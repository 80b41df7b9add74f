import { describe, expect, it } from 'vitest'
import type { FetchAnswer, FetchRequest } from '../../../src/host/functions/types.ts'
import { caller, errorOf, openPool, resultOf } from './support/pool.ts'

const answer = (body: string | Uint8Array, more: Partial<FetchAnswer> = {}): FetchAnswer => ({
  status: 200,
  statusText: 'OK',
  url: 'http://api.example/',
  redirected: false,
  headers: [['content-type', 'application/json']],
  body: Buffer.from(body as string),
  ...more,
})

describe('fetch in a Function', () => {
  it('is performed by the host, with method, headers, body and run', async () => {
    const asked: FetchRequest[] = []
    const pool = openPool({
      fetch: async request => {
        asked.push(request)
        return answer('{"id":7}', { status: 201 })
      },
    })
    const source = `async p => {
      const response = await fetch('http://api.example/leads?a=1', { method: 'POST', headers: { 'x-a': 'b' }, body: JSON.stringify(p) })
      return [response.status, response.ok, response.url, response.headers.get('content-type'), await response.json()]
    }`
    const result = resultOf(await caller(pool)(source, { email: 'a@b' }, { runId: 'run-1' }))
    expect(result).toEqual([201, true, 'http://api.example/', 'application/json', { id: 7 }])
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ method: 'POST', url: 'http://api.example/leads?a=1', runId: 'run-1' })
    expect(asked[0]?.headers).toContainEqual(['x-a', 'b'])
    expect(Buffer.from(asked[0]?.body ?? []).toString()).toBe('{"email":"a@b"}')
  })

  it('carries bytes, several at once, in either order', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 256))
    let first: (() => void) | undefined
    const pool = openPool({
      fetch: async ({ url }) => {
        if (url.endsWith('/1')) await new Promise<void>(resolve => (first = resolve))
        else first?.()
        return answer(bytes)
      },
    })
    const source = `async () => {
      const [a, b] = await Promise.all([fetch('http://x/1'), fetch('http://x/2')])
      return [Buffer.from(await a.arrayBuffer()).toString('hex').length, (await b.bytes()).length]
    }`
    expect(resultOf(await caller(pool)(source))).toEqual([400_000, 200_000])
  })

  it('rejects with the host’s reason, or without a host that performs it', async () => {
    const refusing = openPool({ fetch: () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:1')) })
    expect(errorOf(await caller(refusing)('() => fetch("http://127.0.0.1:1/")'))).toMatchObject({
      code: 'STEP_FAILED',
      message: 'fetch failed: connect ECONNREFUSED 127.0.0.1:1',
    })
    expect(errorOf(await caller(openPool())('() => fetch("http://a/")')).message).toContain('fetch failed')
  })

  it('is given up at the host when the Function aborts it, ends, or is cancelled', async () => {
    const ends: string[] = []
    const started: (() => void)[] = []
    const pool = openPool({
      fetch: ({ url }, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ends.push(url)
            reject(signal.reason)
          })
          for (const done of started.splice(0)) done()
        }),
    })
    const call = caller(pool)
    const aborts =
      'async () => { try { await fetch("http://a/", { signal: AbortSignal.timeout(5) }) } catch (e) { return e.name } }'
    expect(resultOf(await call(aborts))).toBe('TimeoutError')
    expect(resultOf(await call('async () => { void fetch("http://b/").catch(() => {}); return 1 }'))).toBe(1)
    const controller = new AbortController()
    started.push(() => controller.abort())
    expect(errorOf(await call('() => fetch("http://c/")', {}, { signal: controller.signal })).code).toBe('CANCELLED')
    expect(ends).toEqual(['http://a/', 'http://b/', 'http://c/'])
  })
})

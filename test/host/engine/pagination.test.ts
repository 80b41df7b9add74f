import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePlan } from '../../../src/host/engine/plan.ts'
import type { StepContext } from '../../../src/host/engine/steps/types.ts'
import { createSend } from '../../../src/host/outgoing/http.ts'
import { workflowSchema } from '../../../src/shared/workflow.ts'
import { createFakeClock } from '../../support/clock.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'
import { createPagingServer, runRequest, startRequest } from './paging-server.ts'

const ITEMS = Array.from({ length: 7 }, (_, n) => ({ n }))
const next = '{{ self.response.body.next }}'
const token = (more = {}) => ({ type: 'token', output: 'body.items', pageToken: next, ...more })

describe('pagination by token', () => {
  it('asks with the token of the page before, without one first, and gives all results in order', async () => {
    const { origin, targets } = await createPagingServer(ITEMS, 3)
    const { output } = await runRequest({
      url: `${origin}/token`,
      params: { cursor: '{{ self.pageToken }}', q: 'a' },
      pagination: token(),
    })
    expect(output()).toEqual({ response: { results: ITEMS } })
    expect(targets()).toEqual(['/token?q=a', '/token?cursor=3&q=a', '/token?cursor=6&q=a'])
  })

  it.each([
    ['{{ self.response.body.items }}', '{{ self.response.body.next }}'],
    ['{{ call.response.body.items }}', '{{ call.response.body.next }}'],
    ['response.body.items', 'response.body.next'],
    ['body.items', 'body.next'],
    ['items', 'next'],
    ['$.items', '$.next'],
    ["body['items']", "['next']"],
    [undefined, 'next'],
  ])('reads %s and %s', async (output, pageToken) => {
    const { origin } = await createPagingServer(ITEMS, 3)
    const pagination = { type: 'token', output, pageToken }
    const ended = await runRequest({ url: `${origin}/token?cursor={{ self.pageToken }}`, pagination })
    expect(ended.output()).toEqual({ response: { results: ITEMS } })
  })

  it('sends it in a header or a body too, beside what other steps gave', async () => {
    const { origin, seen } = await createPagingServer(ITEMS, 4, ({ seen, number }, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ items: [seen.method], next: number < 2 ? 'abc' : null }))
      return true
    })
    const started = startRequest(
      {
        method: 'POST',
        url: origin,
        headers: { 'X-After': '{{ self.pageToken }}' },
        body: { who: '{{ trigger.request.body.who }}', after: '{{ self.pageToken }}' },
        pagination: token(),
      },
      {},
      { who: 'ada' },
    )
    await started.ended
    expect(seen.map(({ headers, body }) => [headers['x-after'], JSON.parse(body.toString())])).toEqual([
      [undefined, { who: 'ada', after: null }],
      ['abc', { who: 'ada', after: 'abc' }],
    ])
    expect(started.call()?.missing).toBeUndefined()
  })

  it('that no part of the request names is a query parameter, or the address of the next page', async () => {
    const plain = await createPagingServer(ITEMS, 4)
    await runRequest({ url: `${plain.origin}/next`, pagination: { type: 'nextPageToken', limit: 4 } })
    expect(plain.targets()).toEqual(['/next?limit=4', '/next?limit=4&pageToken=4'])

    const linked = await createPagingServer(ITEMS, 4, ({ url, seen }, response) => {
      response.setHeader('Content-Type', 'application/json')
      const more = url.searchParams.has('page') ? undefined : `http://${seen.headers.host}/items?page=2&q=a`
      response.end(JSON.stringify({ value: [url.search], '@odata.nextLink': more }))
      return true
    })
    const { output } = await runRequest({
      url: `${linked.origin}/items`,
      params: { q: 'a' },
      pagination: { type: 'token', output: 'value', pageToken: "['@odata.nextLink']" },
    })
    expect(output()).toEqual({ response: { results: ['?q=a', '?page=2&q=a'] } })
  })

  it('does not take the request to another server that a page names', async () => {
    const { origin } = await createPagingServer([], 1, (_, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end('{"items":[1],"next":"http://evil.example/steal"}')
      return true
    })
    const { call } = await runRequest({ url: origin, pagination: token() })
    expect(call()?.error?.message).toContain(`The next page is at another server than ${origin}`)
  })

  it.each([['null'], ['""'], ['false'], [undefined]])('ends where the token is %s', async last => {
    const { origin, targets } = await createPagingServer([], 1, (_, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(`{"items":[1]${last === undefined ? '' : `,"next":${last}`}}`)
      return true
    })
    const { output } = await runRequest({ url: `${origin}/{{ self.pageToken }}`, pagination: token() })
    expect([output(), targets().length]).toEqual([{ response: { results: [1] } }, 1])
  })

  it('ends where a token comes again, and says so', async () => {
    const { origin, targets } = await createPagingServer([], 1, ({ number }, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ items: [number], next: number % 2 === 0 ? 'even' : 'odd' }))
      return true
    })
    const { output, call } = await runRequest({ url: `${origin}/{{ self.pageToken }}`, pagination: token() })
    expect(targets()).toEqual(['/', '/odd', '/even'])
    expect(output()).toEqual({ response: { results: [1, 2, 3] } })
    expect(call()?.logs?.map(({ text }) => text)).toEqual([
      'Page 3 named a page that was read before, so paging ended there',
    ])
  })

  it('takes a page without the array as an empty one, and refuses another value there', async () => {
    const { origin } = await createPagingServer([], 1, ({ number }, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(number === 1 ? '{"next":"2"}' : number === 2 ? '{"items":[2],"next":"3"}' : '{"items":{"a":1}}')
      return true
    })
    const { output, call } = await runRequest({ url: `${origin}/{{ self.pageToken }}`, pagination: token() })
    expect(call()?.logs?.[0]?.text).toBe('pagination.output leads to nothing in page 1, which counts as empty')
    expect(output()).toEqual({
      response: {
        results: [2],
        error: { message: 'pagination.output: body.items is a map in this page, not a list' },
      },
    })
  })
})

describe('pagination by range', () => {
  it('counts off by limit from skip and ends at a shorter page', async () => {
    const { origin, targets } = await createPagingServer(ITEMS, 3)
    const { output } = await runRequest({
      url: `${origin}/range`,
      params: { offset: '{{ self.pageToken }}', limit: '{{ self.limit }}' },
      pagination: { type: 'range', output: '{{ self.response.body.items }}', limit: 3, skip: 1 },
    })
    expect(output()).toEqual({ response: { results: ITEMS.slice(1) } })
    expect(targets()).toEqual(['/range?offset=1&limit=3', '/range?offset=4&limit=3', '/range?offset=7&limit=3'])
  })

  it('begins at 0, ends at an empty page, and puts limit and skip into a query that does not name them', async () => {
    const { origin, targets } = await createPagingServer(ITEMS.slice(0, 6), 3)
    const { output } = await runRequest({
      url: `${origin}/range`,
      params: { limit: 100 },
      pagination: { type: 'range', limit: '3' },
    })
    expect(output()).toEqual({ response: { results: ITEMS.slice(0, 6) } })
    expect(targets()).toEqual(['/range?limit=3&skip=0', '/range?limit=3&skip=3', '/range?limit=3&skip=6'])
  })

  it('without a limit goes on by what came', async () => {
    const { origin, targets } = await createPagingServer(ITEMS, 3)
    const { output } = await runRequest({
      url: `${origin}/range?offset={{ self.skip }}`,
      pagination: { type: 'range' },
    })
    expect(output()).toEqual({ response: { results: ITEMS } })
    expect(targets().at(-1)).toBe('/range?offset=7')
  })

  it('takes its numbers from earlier steps, and names one that is none', async () => {
    const { origin, targets } = await createPagingServer(ITEMS, 3)
    const step = {
      url: `${origin}/range`,
      pagination: { type: 'range', limit: '{{ trigger.request.body.size }}' },
    }
    await startRequest(step, {}, { size: 5 }).ended
    expect(targets()).toEqual(['/range?limit=5&skip=0', '/range?limit=5&skip=5'])
    const wrong = startRequest(step, {}, { size: 'many' })
    await wrong.ended
    expect(wrong.call()?.error?.message).toBe('pagination.limit is "many"; it takes a whole number from 1')
  })
})

describe('stopWhen', () => {
  it('may ask where paging stands', async () => {
    const { origin } = await createPagingServer(ITEMS, 2)
    const stopWhen = { any: [{ all: [{ left: '{{ self.skip }}', operator: 'numberGreaterThanOrEqualTo', right: 2 }] }] }
    const { output } = await runRequest({ url: `${origin}/range`, pagination: { type: 'range', limit: 2, stopWhen } })
    expect(output()).toEqual({ response: { results: ITEMS.slice(0, 4) } })
  })

  it('makes the page it holds for the last', async () => {
    const { origin } = await createPagingServer(ITEMS, 2)
    const stopWhen = { any: [{ all: [{ left: next, operator: 'stringExactlyMatches', right: '4' }] }] }
    const { output } = await runRequest({
      url: `${origin}/token?cursor={{ self.pageToken }}`,
      pagination: token({ stopWhen }),
    })
    expect(output()).toEqual({ response: { results: ITEMS.slice(0, 4) } })
  })

  it('with an operand that it does not take fails the step', async () => {
    const { origin } = await createPagingServer(ITEMS, 2)
    const stopWhen = { any: [{ all: [{ left: next, operator: 'booleanTrue' }] }] }
    const { call } = await runRequest({
      url: `${origin}/token?cursor={{ self.pageToken }}`,
      pagination: token({ stopWhen }),
    })
    expect(call()?.error?.message).toContain('pagination.stopWhen: booleanTrue takes a boolean')
  })
})

describe('a page that fails', () => {
  const failing = (at: number, status: number, headers: Record<string, string> = {}, times = 1_000) => {
    let failed = 0
    return createPagingServer(ITEMS, 3, ({ number }, response) => {
      if (number < at || failed >= times) return undefined
      failed++
      response.writeHead(status, headers).end('no')
      return true
    })
  }
  const paged = (origin: string, more = {}) => ({
    url: `${origin}/token?cursor={{ self.pageToken }}`,
    pagination: token(),
    ...more,
  })

  it('after the first leaves the results before it, and its status', async () => {
    const { origin } = await failing(2, 401)
    const { output, call } = await runRequest(paged(origin))
    expect(call()?.status).toBe('SUCCEEDED')
    expect(output()).toEqual({ response: { results: ITEMS.slice(0, 3), error: { message: '401 - Unauthorized' } } })
  })

  it('as the first fails the step; with continueOnError its response is the output', async () => {
    const { origin } = await failing(1, 404)
    const { call } = await runRequest(paged(origin))
    expect(call()).toMatchObject({
      status: 'FAILED',
      error: { message: `GET ${origin}/token?cursor= was answered with 404` },
    })
    const { output } = await runRequest(paged(origin, { continueOnError: true }))
    expect(output()).toMatchObject({
      response: { statusCode: 404, body: 'no', results: [], error: { message: '404 - Not Found' } },
    })
  })

  it('because its server broke off says what happened', async () => {
    const { origin } = await createPagingServer(ITEMS, 3, ({ number }, response) => {
      if (number === 1) return undefined
      response.destroy()
      return true
    })
    const { output } = await runRequest(paged(origin))
    expect(output().response).toMatchObject({
      results: ITEMS.slice(0, 3),
      error: { message: expect.stringContaining('broke the connection off') },
    })
  })

  it('for a rate limit is asked for again when its server says', async () => {
    const { origin, targets } = await failing(2, 429, { 'Retry-After': '120' }, 1)
    const started = startRequest(paged(origin))
    await started.pass(120_000)
    await started.ended
    expect(started.output()).toEqual({ response: { results: ITEMS } })
    expect(targets()).toHaveLength(4)
    expect(started.call()?.logs?.map(({ text }) => text)).toEqual([
      'Page 2 was answered with 429; asked again in 2 m 00 s',
    ])
  })

  it('for a rate limit without a time is asked for five times more, ever later', async () => {
    const { origin, targets } = await failing(2, 429)
    const started = startRequest(paged(origin))
    for (const wait of [1_000, 2_000, 4_000, 8_000, 16_000]) await started.pass(wait)
    await started.ended
    expect(started.output()).toEqual({
      response: { results: ITEMS.slice(0, 3), error: { message: '429 - Too Many Requests' } },
    })
    expect(targets()).toHaveLength(7)
  })

  it('with 503 is waited for only with Retry-After, and never for hours', async () => {
    const bare = await failing(2, 503)
    expect((await runRequest(paged(bare.origin))).output().response.error).toEqual({
      message: '503 - Service Unavailable',
    })
    const late = await failing(2, 503, { 'Retry-After': '86400' })
    expect((await runRequest(paged(late.origin))).output().response.error).toEqual({
      message: '503 - Service Unavailable',
    })
    expect([bare.targets().length, late.targets().length]).toEqual([2, 2])
  })
})

describe('many pages', () => {
  it('are cancelled in the middle', async () => {
    let cancel = () => {}
    const { origin, targets } = await createPagingServer(ITEMS, 1, ({ number }) => {
      if (number === 3) cancel()
      return undefined
    })
    const started = startRequest({ url: `${origin}/token?cursor={{ self.pageToken }}`, pagination: token() })
    cancel = () => void started.engine.cancel(started.run.id)
    await started.ended
    expect(started.call()).toMatchObject({ status: 'CANCELLED', output: null })
    expect(targets()).toHaveLength(3)
  })

  it('are cancelled while a rate limit is waited for', async () => {
    const { origin, targets } = await createPagingServer(ITEMS, 1, (_, response) => {
      response.writeHead(429).end()
      return true
    })
    const started = startRequest({ url: `${origin}/token?cursor={{ self.pageToken }}`, pagination: token() })
    await started.pass(1_000)
    const ended = started.ended
    started.engine.cancel(started.run.id)
    await ended
    expect(started.run.status).toBe('CANCELLED')
    expect(targets().length).toBeLessThanOrEqual(2)
  })

  it('hold together no more than a step’s output may', async () => {
    const items = Array.from({ length: 100 }, () => 'x'.repeat(1_000))
    const { origin, targets } = await createPagingServer(items, 10)
    const step = { url: `${origin}/token?cursor={{ self.pageToken }}`, pagination: token() }
    const { call } = await runRequest(step, { stepOutput: 35_000 })
    expect(call()?.error?.code).toBe('STEP_OUTPUT_TOO_LARGE')
    expect(targets()).toHaveLength(4)
  })

  it('end at 10,000', async () => {
    const { origin } = await createPagingServer([], 1, ({ number }, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(`{"items":[${number}],"next":${number}}`)
      return true
    })
    const { output } = await runRequest({ url: `${origin}/?{{ self.pageToken }}`, pagination: token() })
    expect(output().response.error).toEqual({ message: 'There are more than 10000 pages; narrow the request down' })
    expect(output().response.results).toHaveLength(10_000)
  }, 60_000)

  it('of any size give every result once, in order', async () => {
    const kinds = fc.constantFrom('token', 'nextPageToken', 'range' as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        kinds,
        async (items, size, type) => {
          const { origin } = await createPagingServer(items, size)
          const path = { token: 'token?cursor=', nextPageToken: 'next?pageToken=', range: 'range?offset=' }[type]
          const url = `${origin}/${path}{{ self.pageToken }}`
          const pagination = { type, output: 'items', ...(type === 'token' ? { pageToken: 'next' } : { limit: size }) }
          const { output } = await runRequest({ url, pagination })
          expect(output()).toEqual(JSON.parse(JSON.stringify({ response: { results: items } })))
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('a paginated request whose input a person changes while the run is paused', () => {
  it.each([
    ['{{ self.pageToken }}', { response: { results: ITEMS } }],
    ['{{ self.pageToken }}{{ trigger.request.body.none }}', undefined],
  ])('goes on where later pages look at nothing else: cursor %s', async (cursor, expected) => {
    const { origin, targets } = await createPagingServer(ITEMS, 4)
    const step = { id: 'call', type: 'request', url: `${origin}/`, params: { cursor }, pagination: token() }
    const [compiled] = compilePlan({
      slug: 'x',
      projectId: 'p',
      version: 'v',
      functions: new Map(),
      document: workflowSchema.parse({ id: 'w', name: 'w', trigger: { type: 'request' }, steps: [step] }),
    }).steps
    const input = compiled?.executor.input(() => undefined, [])
    const changed = { ...(input as object), url: `${origin}/token` }
    const context = {
      services: { send: createSend(), files: createMemoryFiles(), clock: createFakeClock() },
      signal: () => new AbortController().signal,
      limits: { fanOutItems: 1, stepOutput: 2 ** 20 },
    } as unknown as StepContext
    const ended = Promise.resolve(compiled?.executor.execute(changed, context))
    if (expected) expect(await ended).toEqual(expected)
    else await expect(ended).rejects.toThrow('its later pages cannot look up trigger')
    expect(targets()[0]).toMatch(/^\/token/)
  })
})

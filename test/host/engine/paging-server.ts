import type { ServerResponse } from 'node:http'
import type { Clock } from '../../../src/host/engine/clock.ts'
import type { Run } from '../../../src/host/engine/run.ts'
import { createSend } from '../../../src/host/outgoing/http.ts'
import { createFakeClock } from '../../support/clock.ts'
import { createTestEngine, startRun } from '../../support/engine.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'
import { createOutside, type Seen } from '../../support/outside.ts'

/** What a page's server does with one request; undefined leaves it to the pages. */
export type Meddle = (request: { url: URL; number: number; seen: Seen }, response: ServerResponse) => true | undefined

/**
 * A server with `items` in pages. `/token?cursor=` names the next page in `next` (of `size` items), `/range?offset=&limit=` counts
 * off, `/next?pageToken=&limit=` names it in `nextPageToken`; each gives its items at `items`.
 */
export async function createPagingServer(items: readonly unknown[], size: number, meddle: Meddle = () => undefined) {
  let number = 0
  const outside = await createOutside((seen, response) => {
    const url = new URL(seen.url, 'http://x')
    if (meddle({ url, number: ++number, seen }, response)) return
    const query = url.searchParams
    const limit = Number(query.get('limit') ?? size)
    const from = Number(query.get('cursor') ?? query.get('pageToken') ?? query.get('offset') ?? query.get('skip') ?? 0)
    const page = items.slice(from, from + limit)
    const next = from + limit < items.length ? String(from + limit) : null
    response.setHeader('Content-Type', 'application/json')
    const name = url.pathname === '/next' ? 'nextPageToken' : 'next'
    response.end(JSON.stringify({ items: page, ...(url.pathname === '/range' ? {} : { [name]: next }) }))
  })
  return { ...outside, targets: () => outside.seen.map(request => request.url) }
}

/** Runs one Request step called `call`, on virtual time, to its end. */
export async function runRequest(step: Record<string, unknown>, limits: Record<string, unknown> = {}) {
  const started = startRequest(step, limits)
  await started.ended
  return started
}

/** Starts it; `ended` resolves when the run has ended, time does not go on meanwhile. */
export function startRequest(step: Record<string, unknown>, limits: Record<string, unknown> = {}, body: unknown = {}) {
  let isOver: (value: unknown) => void = () => {}
  const ended = new Promise(resolve => {
    isOver = resolve
  })
  const fake = createFakeClock()
  const waits: { ms: number; set: () => void }[] = []
  const pending: number[] = []
  const clock: Clock = {
    now: fake.now,
    after(ms, callback) {
      const over = () => void pending.splice(pending.indexOf(ms), 1)
      const stop = fake.after(ms, () => {
        over()
        callback()
      })
      pending.push(ms)
      for (const wait of waits) if (wait.ms === ms) wait.set()
      return () => {
        if (pending.includes(ms)) over()
        stop()
      }
    },
  }
  const { engine } = createTestEngine({ clock, send: createSend(), files: createMemoryFiles() }, limits)
  const { started } = startRun(
    engine,
    [
      { id: 'call', type: 'request', ...step },
      { id: 'reply', type: 'response', body: { out: '{{ call.response }}' } },
    ],
    body,
    {
      onAnswer(_run, answer) {
        isOver(answer)
        return true
      },
    },
  )
  const run = started as Run
  return {
    run,
    engine,
    ended,
    /** Lets a wait of exactly `ms` pass, once it has begun. */
    async pass(ms: number): Promise<void> {
      if (!pending.includes(ms)) await new Promise<void>(set => waits.push({ ms, set }))
      waits.length = 0
      await fake.advance(ms)
    },
    call: () => run.steps.find(({ stepId }) => stepId === 'call'),
    output: () => run.steps.find(({ stepId }) => stepId === 'call')?.output as { response: Record<string, unknown> },
  }
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '../../src/host/engine/run.ts'
import { createFakeClock } from '../support/clock.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'
import { createOutside } from '../support/outside.ts'

const clock = createFakeClock()
let host: TestHost

const wait = (unit: string, value: number) => ({ id: 'wait', type: 'delay', unit, value })
const reply = { id: 'reply', type: 'response', body: { done: true } }
const failing = { id: 'call', type: 'request', url: '{{ trigger.request.body.url }}', autoRetry: true }

beforeAll(async () => {
  host = await startHost(
    {
      ...workflow('minute', [wait('MINUTES', 1), reply]),
      ...workflow('early', [reply, wait('DAYS', 2)]),
      ...workflow('retry', [failing, reply]),
    },
    { clock },
  )
})

afterAll(() => host.close())

/** Sends a request and gives its run as soon as it waits. */
async function send(id: string, body: unknown = {}): Promise<{ run: Run; answer: Promise<Response> }> {
  const { runs } = host.host
  const before = new Set(runs.running().map(run => run.id))
  const answer = fetch(host.trigger(id), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  })
  const begun = () => runs.running().find(run => !before.has(run.id) && run.workflow.id === id)
  await expect.poll(() => begun()?.status, { timeout: 10_000 }).toBe('DELAYED')
  const run = begun()
  if (!run) throw new Error('No run is live')
  return { run, answer }
}

describe('the 55 seconds to a Response', () => {
  it('end with 542 and Paragon’s five keys, while the run goes on', async () => {
    const { run, answer } = await send('minute')
    await clock.advance(54_999)
    expect(run.response).toBeNull()
    await clock.advance(2)
    const response = await answer
    expect(response.status).toBe(542)
    expect(await response.json()).toEqual({
      message: 'Workflow has been enqueued but has not completed.',
      dateSubmitted: new Date(run.startedAt).toISOString(),
      projectId: 'p',
      workflowId: 'minute',
      executionId: run.id,
    })
    expect(run.status).toBe('DELAYED')
    await clock.advance(5_000)
    expect(run.status).toBe('SUCCEEDED')
    expect(run.steps.at(-1)).toMatchObject({ stepId: 'reply', output: { sent: false } })
  })

  it('do not concern a run that answered: it goes on for two days', async () => {
    const { run, answer } = await send('early')
    await clock.advance(100)
    expect((await answer).status).toBe(200)
    await clock.advance(2 * 86_400_000)
    expect(run.status).toBe('SUCCEEDED')
  })
})

describe('auto-retry', () => {
  it('tries a request six times in about 190 s of which the caller sees 55, and keeps how many there were', async () => {
    const outside = await createOutside((_request, response) => response.writeHead(503).end())
    const { run, answer } = await send('retry', { url: outside.origin })
    for (const [index, seconds] of [11, 22, 33, 55, 88].entries()) {
      const attempts = index + 2
      expect(outside.seen).toHaveLength(attempts - 1)
      await clock.advance(seconds * 1_000)
      await expect.poll(() => outside.seen.length, { timeout: 10_000 }).toBe(attempts)
      await expect.poll(() => run.status, { timeout: 10_000 }).not.toBe('EXECUTING')
    }
    expect((await answer).status).toBe(542)
    expect(run).toMatchObject({ status: 'FAILED', error: { code: 'STEP_FAILED', stepId: 'call' } })
    expect(run.steps[1]?.attempts).toBe(6)
  })

  it('answers when a later attempt succeeds', async () => {
    let attempts = 0
    const outside = await createOutside((_request, response) => {
      response.writeHead(++attempts < 2 ? 500 : 200, { 'Content-Type': 'application/json' }).end('{"ok":1}')
    })
    const { run, answer } = await send('retry', { url: outside.origin })
    await clock.advance(11_000)
    await expect.poll(() => run.status, { timeout: 10_000 }).toBe('SUCCEEDED')
    await clock.advance(100)
    expect((await answer).status).toBe(200)
    expect(run.steps[1]).toMatchObject({ attempts: 2, status: 'SUCCEEDED' })
    expect(run.steps[1]).not.toHaveProperty('error')
  })
})

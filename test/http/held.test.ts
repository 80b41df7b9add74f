import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Run } from '../../src/host/engine/run.ts'
import { createFakeClock, type FakeClock } from '../support/clock.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'

const clock: FakeClock = createFakeClock()
let host: TestHost

beforeAll(async () => {
  host = await startHost(
    workflow('slow', [
      { id: 'wait', type: 'delay', unit: 'SECONDS', value: 30 },
      { id: 'reply', type: 'response', body: { n: '{{ trigger.request.body.n }}' } },
    ]),
    { clock },
  )
})

afterAll(() => host.close())

/** Sends a request and gives its run once it is in its delay. */
async function send(): Promise<{ run: Run; answer: Promise<Response> }> {
  const { runs } = host.host
  const answer = fetch(host.trigger('slow'), {
    method: 'POST',
    body: '{"n":1}',
    headers: { 'Content-Type': 'application/json' },
  })
  await expect.poll(() => runs.running()[0]?.status).toBe('DELAYED')
  const [run] = runs.running()
  if (!run) throw new Error('No run is live')
  return { run, answer }
}

describe('a run held before its Response', () => {
  let run: Run
  let answer: Promise<Response>

  beforeEach(async () => {
    ;({ run, answer } = await send())
    host.host.runs.pause(run.id)
    await clock.advance(30_000)
    expect(host.host.runs.held(run.id)).toMatchObject([{ stepId: 'reply' }])
  })

  it('keeps its client for days, and answers when it goes on', async () => {
    await clock.advance(3 * 86_400_000)
    expect(run.response).toBeNull()
    host.host.runs.resume(run.id)
    await clock.advance(100)
    const response = await answer
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ n: 1 })
  })

  it('answers 500 CANCELLED when it is stopped', async () => {
    host.host.runs.cancel(run.id)
    await clock.advance(100)
    const response = await answer
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ code: 'CANCELLED', executionId: run.id })
  })

  it('is PAUSED in the history', async () => {
    await clock.advance(1_000)
    await expect
      .poll(async () => (await host.host.history.reader.get(run.id))?.status, { timeout: 5_000 })
      .toBe('PAUSED')
    host.host.runs.resume(run.id)
    await clock.advance(100)
    await answer
  })
})

it('the limit of a run that was held goes on where it stood: 542 after 55 s of its own time', async () => {
  const { run, answer } = await send()
  host.host.runs.pause(run.id)
  await clock.advance(30_000)
  await clock.advance(3_600_000)
  expect(run.response).toBeNull()
  host.host.runs.step(run.id)
  await clock.advance(100)
  expect((await answer).status).toBe(200)
})

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '../../src/host/engine/run.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'
import { createOutside } from '../support/outside.ts'

let host: TestHost
const reply = { id: 'reply', type: 'response', body: {} }
const days = { id: 'wait', type: 'delay', unit: 'DAYS', value: 1 }
const spin = {
  id: 'spin',
  type: 'function',
  autoRetry: true,
  code: '(parameters) => { console.log("begun"); for (;;); }',
}
const sleep = {
  id: 'sleep',
  type: 'function',
  code: 'async () => { await new Promise(() => setInterval(() => {}, 1)) }',
}
const call = { id: 'call', type: 'request', url: '{{ trigger.request.body.url }}', autoRetry: true }
const fetching = {
  id: 'fetching',
  type: 'function',
  parameters: { url: '{{ trigger.request.body.url }}' },
  code: 'async ({ url }) => (await fetch(url)).status',
}
const each = (steps: unknown[]) => ({ id: 'each', type: 'fanOut', iterator: [1, 2, 3], steps })

beforeAll(async () => {
  host = await startHost({
    ...workflow('delay', [days, reply]),
    ...workflow('spin', [spin, reply]),
    ...workflow('sleep', [sleep, reply]),
    ...workflow('call', [call, reply]),
    ...workflow('fetching', [fetching, reply]),
    ...workflow('each', [each([days]), reply]),
    ...workflow('each-spin', [each([spin]), reply]),
  })
})

afterAll(() => host.close())

/** Sends a request, waits until `underWay`, stops the run, and gives the run and its answer. */
async function stop(id: string, underWay: (run: Run) => unknown, body: unknown = {}) {
  const { runs } = host.host
  const answer = fetch(host.trigger(id), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  })
  const live = () => runs.running().find(run => run.workflow.id === id)
  await expect
    .poll(
      () => {
        const run = live()
        return run !== undefined && Boolean(underWay(run))
      },
      { timeout: 20_000 },
    )
    .toBe(true)
  const run = live() as Run
  expect(runs.cancel(run.id)).toBe(true)
  const response = await answer
  expect(response.status).toBe(500)
  expect(await response.json()).toMatchObject({ code: 'CANCELLED', executionId: run.id })
  expect(run.status).toBe('CANCELLED')
  expect(runs.live(run.id)).toBeUndefined()
  return run
}

const steps = (run: Run) => run.steps.slice(1).map(step => `${step.stepId} ${step.status}`)

describe('a run that is stopped', () => {
  it('in a delay', async () => {
    expect(steps(await stop('delay', run => run.status === 'DELAYED'))).toEqual(['wait CANCELLED'])
  })

  it('in a Function that computes without end', async () => {
    const run = await stop('spin', one => one.steps[1])
    expect(steps(run)).toEqual(['spin CANCELLED'])
    expect(run.steps[1]?.attempts).toBe(1)
  })

  it('in a Function that waits without end', async () => {
    expect(steps(await stop('sleep', run => run.steps[1]))).toEqual(['sleep CANCELLED'])
  })

  it('in a request that nobody answers: its connection is closed', async () => {
    const held: ServerResponse[] = []
    const outside = await createOutside((_request, response) => void held.push(response))
    const run = await stop('call', () => held.length > 0, { url: outside.origin })
    if (!held[0]?.destroyed) await once(held[0] as ServerResponse, 'close')
    expect(steps(run)).toEqual(['call CANCELLED'])
    expect(outside.seen).toHaveLength(1)
  })

  it('in a Function’s fetch: its connection is closed', async () => {
    const held: ServerResponse[] = []
    const outside = await createOutside((_request, response) => void held.push(response))
    const run = await stop('fetching', () => held.length > 0, { url: outside.origin })
    if (!held[0]?.destroyed) await once(held[0] as ServerResponse, 'close')
    expect(steps(run)).toEqual(['fetching CANCELLED'])
  })

  it('in a fan-out: every iteration', async () => {
    const run = await stop('each', one => one.steps.filter(step => step.status === 'DELAYED').length === 3)
    expect(steps(run)).toEqual(['each CANCELLED', 'wait CANCELLED', 'wait CANCELLED', 'wait CANCELLED'])
    const spinning = await stop('each-spin', one => one.steps.length === 5)
    expect(new Set(spinning.steps.slice(1).map(step => step.status))).toEqual(new Set(['CANCELLED']))
  })

  it('is CANCELLED in the history, and the next run has its place', async () => {
    const run = await stop('delay', one => one.status === 'DELAYED')
    await expect
      .poll(async () => (await host.host.history.reader.get(run.id))?.status, { timeout: 5_000 })
      .toBe('CANCELLED')
    await stop('delay', one => one.status === 'DELAYED')
  })
})

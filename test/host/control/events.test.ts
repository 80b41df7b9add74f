import { describe, expect, it } from 'vitest'
import { createEventHub, type EventHub } from '../../../src/host/control/events.ts'
import type { ControlEvent } from '../../../src/shared/control.ts'
import type { RefusedSummary } from '../../../src/shared/execution.ts'
import { createFakeClock } from '../../support/clock.ts'
import { makeRun } from './runs.ts'

function createHub(refused: RefusedSummary[] = []) {
  const clock = createFakeClock()
  return {
    clock,
    hub: createEventHub({ clock, hostId: 'h', newestRefused: async () => refused, newestCaptures: async () => [] }),
  }
}

/** Reads the events that have been sent so far. */
function listen(hub: EventHub) {
  const reader = hub.subscribe().getReader()
  const decoder = new TextDecoder()
  return {
    async next(): Promise<ControlEvent> {
      const { value } = await reader.read()
      return JSON.parse(decoder.decode(value).slice('data: '.length))
    },
    async text(): Promise<string> {
      return decoder.decode((await reader.read()).value)
    },
    ended: async () => (await reader.read()).done,
    leave: () => reader.cancel(),
  }
}

describe('the event stream', () => {
  it('begins with who sends it', async () => {
    const { hub } = createHub()
    expect(await listen(hub).next()).toEqual({ type: 'hello', hostId: 'h' })
  })

  it('gives the newest state of each run once a frame, the last changed last', async () => {
    const { clock, hub } = createHub()
    const page = listen(hub)
    await page.next()
    const [first, second] = [makeRun(), makeRun()]
    hub.publishRun(first)
    hub.publishRun(second)
    hub.publishRun(first)
    first.status = 'SUCCEEDED'
    await clock.advance(25)
    const event = await page.next()
    expect(event).toMatchObject({
      type: 'runs',
      dropped: 0,
      runs: [
        { id: second.id, status: 'EXECUTING' },
        { id: first.id, status: 'SUCCEEDED' },
      ],
    })
  })

  it('tells the state of steps without what went in and out of them', async () => {
    const { clock, hub } = createHub()
    const page = listen(hub)
    await page.next()
    hub.publishRun(makeRun())
    await clock.advance(25)
    const event = await page.next()
    if (event.type !== 'runs') throw new Error(`not ${event.type}`)
    expect(event.steps[0]?.steps[0]).toEqual({
      stepId: 'trigger',
      kind: 'trigger',
      name: 'Request trigger',
      status: 'SUCCEEDED',
      startedAt: 0,
      durationMs: 0,
      attempts: 1,
    })
  })

  it('keeps 25 ms between frames', async () => {
    const { clock, hub } = createHub()
    const page = listen(hub)
    await page.next()
    const run = makeRun()
    const times: number[] = []
    const start = clock.now()
    for (let ms = 0; ms < 100; ms++) {
      hub.publishRun(run)
      await clock.advance(1)
    }
    hub.close()
    while (!(await page.ended())) times.push(clock.now() - start)
    expect(times.length).toBeLessThanOrEqual(5)
  })

  it('leaves the oldest out when more than 200 runs change in one frame, and says how many', async () => {
    const { clock, hub } = createHub()
    const page = listen(hub)
    await page.next()
    const runs = Array.from({ length: 250 }, () => makeRun())
    for (const run of runs) hub.publishRun(run)
    await clock.advance(25)
    const event = await page.next()
    if (event.type !== 'runs') throw new Error(`not ${event.type}`)
    expect(event.dropped).toBe(50)
    expect(event.runs.map(run => run.id)).toEqual(runs.slice(50).map(run => run.id))
  })

  it('lets a page that does not read miss frames instead of filling memory', async () => {
    const { clock, hub } = createHub()
    const page = listen(hub)
    await page.next()
    const runs = Array.from({ length: 200 }, () => makeRun({ requestName: 'x'.repeat(5_000) }))
    for (let frame = 0; frame < 10; frame++) {
      for (const run of runs) hub.publishRun(run)
      await clock.advance(30)
    }
    const texts: number[] = []
    for (let frame = 0; frame < 2; frame++) texts.push((await page.text()).length)
    for (const run of runs) hub.publishRun(run)
    await clock.advance(30)
    let event = await page.next()
    while (event.type === 'runs' && event.dropped === 0) event = await page.next()
    expect(event).toMatchObject({ type: 'runs', dropped: 1_600 })
  })

  it('computes nothing while nobody listens', async () => {
    const { clock, hub } = createHub()
    const run = makeRun()
    Object.defineProperty(run, 'workflow', {
      get() {
        throw new Error('read')
      },
    })
    hub.publishRun(run)
    hub.publishRefused(1)
    await clock.advance(1_000)
    const page = listen(hub)
    await page.leave()
    hub.publishRun(run)
    await clock.advance(1_000)
  })

  it('tells of refused requests since the last frame, oldest first', async () => {
    const refusal = (id: string, at: number): RefusedSummary => ({
      id,
      at,
      method: 'POST',
      target: '/',
      status: 404,
      code: 'NOT_FOUND',
      message: '',
      workflowId: null,
    })
    const { clock, hub } = createHub([refusal('c', 30), refusal('b', 20), refusal('a', 10)])
    const page = listen(hub)
    await page.next()
    hub.publishRefused(20)
    hub.publishRefused(30)
    await clock.advance(25)
    expect(await page.next()).toMatchObject({ type: 'refused', refused: [{ id: 'b' }, { id: 'c' }] })
  })

  it('says that documents changed, and calls to the front every page there is', async () => {
    const { hub } = createHub()
    const pages = [listen(hub), listen(hub)]
    for (const page of pages) await page.next()
    hub.publishWorkspace()
    expect(hub.focus('/runs/x')).toBe(2)
    for (const page of pages) {
      expect(await page.next()).toEqual({ type: 'workspace' })
      expect(await page.next()).toEqual({ type: 'focus', path: '/runs/x' })
    }
  })

  it('beats every 15 s, so that a dead connection is noticed, and ends with the host', async () => {
    const { clock, hub } = createHub()
    const page = listen(hub)
    await page.next()
    await clock.advance(15_000)
    expect(await page.text()).toBe(':\n\n')
    hub.close()
    expect(await page.ended()).toBe(true)
  })
})

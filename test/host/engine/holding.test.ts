import { describe, expect, it } from 'vitest'
import type { EngineOptions } from '../../../src/host/engine/engine.ts'
import type { Run } from '../../../src/host/engine/run.ts'
import { createTestEngine, outcomes, startRun } from '../../support/engine.ts'

const reply = (body: unknown, more = {}) => ({ id: 'reply', type: 'response', body, ...more })
const stopBefore =
  (...ids: string[]): EngineOptions['stopBefore'] =>
  (_run, stepId) =>
    ids.includes(stepId)

/** A run that stands before the given steps. */
function held(steps: unknown[], ids: string[], body: unknown = {}, limits: Record<string, unknown> = {}) {
  const holds: boolean[] = []
  const made = createTestEngine({}, limits, { stopBefore: stopBefore(...ids) })
  const { started, answers } = startRun(made.engine, steps, body, { onHold: on => void holds.push(on) })
  return { ...made, run: started as Run, answers, holds }
}

describe('a run that stops before a step', () => {
  it('is PAUSED with the step’s resolved input to see, and goes on when resumed', async () => {
    const { engine, clock, run, answers, holds, saved } = held(
      [reply({ n: '{{ trigger.request.body.n }}' })],
      ['reply'],
      {
        n: 7,
      },
    )
    expect(run.status).toBe('PAUSED')
    expect(saved.at(-1)).toEqual({ id: run.id, status: 'PAUSED' })
    expect(engine.held(run.id)).toMatchObject([{ stepId: 'reply', iteration: [], input: { body: { n: 7 } } }])
    expect(answers).toEqual([])
    await clock.advance(86_400_000)
    expect(run.status).toBe('PAUSED')
    expect(engine.resume(run.id)).toBe(true)
    await clock.advance(0)
    expect(answers).toMatchObject([{ body: { n: 7 } }])
    expect(run.status).toBe('SUCCEEDED')
    expect(holds).toEqual([true, false])
    expect(engine.resume(run.id)).toBe(false)
  })

  it('holds no place of concurrency', async () => {
    const { engine, clock, run, answers } = held([reply({})], ['reply'], {}, { concurrency: 1 })
    const other = startRun(engine, [{ id: 'wait', type: 'delay', value: 1 }])
    expect(other.answers).toEqual([{ kind: 'accepted' }])
    engine.resume(run.id)
    await clock.advance(0)
    expect(answers).toHaveLength(1)
  })

  it('can be stopped for good: the run is CANCELLED and its step never begins', async () => {
    const { engine, clock, run, answers } = held([reply({})], ['reply'])
    expect(engine.cancel(run.id)).toBe(true)
    await clock.advance(0)
    expect(outcomes(run)).toEqual({ trigger: 'SUCCEEDED', reply: 'CANCELLED' })
    expect(answers).toMatchObject([{ kind: 'failed', error: { code: 'CANCELLED' } }])
    expect(engine.running()).toEqual([])
  })

  it('does one step at a time when stepped, into branches and fan-outs', async () => {
    const steps = [
      { id: 'each', type: 'fanOut', iterator: ['a', 'b'], steps: [{ id: 'inner', type: 'delay', value: 0 }] },
      reply({}),
    ]
    const { engine, clock, run, answers } = held(steps, ['each'])
    const at = () => engine.held(run.id).map(({ stepId, iteration }) => `${stepId}[${iteration}]`)
    expect(at()).toEqual(['each[]'])
    expect(engine.step(run.id)).toBe(true)
    await clock.advance(0)
    expect(at()).toEqual(['inner[0]', 'inner[1]'])
    expect(engine.step(run.id, [1])).toBe(true)
    await clock.advance(0)
    expect(at()).toEqual(['inner[0]'])
    expect(run.status).toBe('PAUSED')
    expect(engine.step(run.id, [7])).toBe(false)
    engine.step(run.id, [0])
    await clock.advance(0)
    expect(at()).toEqual(['reply[]'])
    engine.step(run.id)
    await clock.advance(0)
    expect(answers).toHaveLength(1)
    expect(run.status).toBe('SUCCEEDED')
  })

  it('stops at the next step when a run under way is told to', async () => {
    const { engine, clock } = createTestEngine()
    const { started } = startRun(engine, [{ id: 'wait', type: 'delay', value: 5 }, reply({})])
    const run = started as Run
    expect(engine.pause(run.id)).toBe(true)
    expect(run.status).toBe('DELAYED')
    await clock.advance(5_000)
    expect(engine.held(run.id)).toMatchObject([{ stepId: 'reply' }])
    expect(engine.pause('no-such-run')).toBe(false)
  })

  it('goes through when it is resumed before it came to a stop', async () => {
    const { engine, clock } = createTestEngine()
    const { started, answers } = startRun(engine, [{ id: 'wait', type: 'delay', value: 5 }, reply({})])
    engine.pause((started as Run).id)
    expect(engine.resume((started as Run).id)).toBe(true)
    await clock.advance(5_000)
    expect(answers).toHaveLength(1)
  })

  it('stops its other branches too, and their delays stand still until it goes on', async () => {
    const { engine, clock, run } = held(
      [
        {
          id: 'each',
          type: 'fanOut',
          iterator: [10, 20],
          steps: [
            { id: 'wait', type: 'delay', value: '{{ each.instance }}' },
            { id: 'stop', type: 'delay', value: 0 },
          ],
        },
      ],
      ['stop'],
    )
    await clock.advance(10_000)
    expect(run.status).toBe('PAUSED')
    await clock.advance(3_600_000)
    expect(engine.held(run.id)).toHaveLength(1)
    engine.resume(run.id)
    await clock.advance(9_999)
    expect(engine.held(run.id)).toHaveLength(0)
    await clock.advance(1)
    expect(engine.held(run.id)).toMatchObject([{ stepId: 'stop', iteration: [1] }])
  })
})

describe('a value changed while a run is paused', () => {
  it('of an earlier step is what later steps read, and stands beside the original', async () => {
    const { engine, clock, run, answers } = held([reply({ n: '{{ trigger.request.body.n }}' })], ['reply'], { n: 1 })
    expect(engine.change(run.id, { kind: 'output', stepId: 'trigger', value: { request: { body: { n: 2 } } } })).toBe(
      true,
    )
    expect(engine.held(run.id)[0]?.input).toMatchObject({ body: { n: 2 } })
    engine.resume(run.id)
    await clock.advance(0)
    expect(answers).toMatchObject([{ body: { n: 2 } }])
    expect(run.steps[0]).toMatchObject({
      output: { request: { body: { n: 1 } } },
      edited: { output: { request: { body: { n: 2 } } } },
    })
  })

  it('as a step’s input is what it runs with', async () => {
    const { engine, clock, run, answers } = held([reply({ n: 1 })], ['reply'])
    expect(
      engine.change(run.id, { kind: 'input', value: { statusCode: 201, responseType: 'JSON', body: { n: 3 } } }),
    ).toBe(true)
    expect(engine.held(run.id)[0]?.input).toMatchObject({ body: { n: 3 } })
    engine.resume(run.id)
    await clock.advance(0)
    expect(answers).toMatchObject([{ body: { n: 3 } }])
    expect(run.steps[1]).toMatchObject({ input: { body: { n: 1 } }, edited: { input: { body: { n: 3 } } } })
  })

  it('is refused for a step that has not ended, and for a run that stands nowhere', () => {
    const { engine, run } = held([reply({})], ['reply'])
    expect(engine.change(run.id, { kind: 'output', stepId: 'reply', value: 1 })).toBe(false)
    engine.resume(run.id)
    expect(engine.change(run.id, { kind: 'input', value: 1 })).toBe(false)
  })
})

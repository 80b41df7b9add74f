import { describe, expect, it } from 'vitest'
import { retryDelay } from '../../../src/host/engine/retry.ts'
import type { Run } from '../../../src/host/engine/run.ts'
import { StepFailure } from '../../../src/host/engine/steps/types.ts'
import type { FunctionPool } from '../../../src/host/functions/types.ts'
import { createTestEngine, outcomes, startRun } from '../../support/engine.ts'

const reply = (body: unknown, more = {}) => ({ id: 'reply', type: 'response', body, ...more })
const rule = (left: unknown, operator: string, right?: unknown) => ({
  any: [{ all: [{ left, operator, ...(right === undefined ? {} : { right }) }] }],
})

describe('a run', () => {
  it('answers with its Response step within the turn it began in', () => {
    const { engine, saved } = createTestEngine()
    const { started, answers } = startRun(engine, [reply({ hello: '{{ trigger.request.body.name }}' })], {
      name: 'Ada',
    })
    expect(answers).toEqual([{ kind: 'json', status: 200, body: { hello: 'Ada' } }])
    expect((started as Run).status).toBe('SUCCEEDED')
    expect(saved.map(save => save.id)).toEqual([(started as Run).id, (started as Run).id])
  })

  it('is accepted at once without a Response step', () => {
    const { engine } = createTestEngine()
    const { answers } = startRun(engine, [{ id: 'wait', type: 'delay', unit: 'DAYS', value: 1 }])
    expect(answers).toEqual([{ kind: 'accepted' }])
  })

  it('takes the branch its values choose, and goes on after it', async () => {
    const { engine, clock } = createTestEngine()
    const steps = [
      {
        id: 'known',
        type: 'conditional',
        if: rule('{{ trigger.request.body.total }}', 'numberGreaterThan', 0),
        whenTrue: [reply({ message: 'exists' }, { id: 'conflict', statusCode: 409 })],
      },
      reply({ message: 'created' }),
    ]
    const yes = startRun(engine, steps, { total: 1 })
    const no = startRun(engine, steps, { total: 0 })
    await clock.advance(0)
    expect(yes.answers).toEqual([{ kind: 'json', status: 409, body: { message: 'exists' } }])
    expect(outcomes(yes.started as Run)).toEqual({
      trigger: 'SUCCEEDED',
      known: 'SUCCEEDED',
      conflict: 'SUCCEEDED',
      reply: 'SUCCEEDED',
    })
    expect((yes.started as Run).steps.at(-1)?.output).toMatchObject({ sent: false })
    expect(no.answers).toEqual([{ kind: 'json', status: 200, body: { message: 'created' } }])
  })

  it('fails with the step, its code and the side that is wrong', async () => {
    const { engine, clock } = createTestEngine()
    const { started, answers } = startRun(
      engine,
      [
        { id: 'known', type: 'conditional', if: rule('{{ trigger.request.body.email }}', 'stringContains', '@') },
        reply({}),
      ],
      { email: 5 },
    )
    await clock.advance(0)
    expect(started).toMatchObject({
      status: 'FAILED',
      error: {
        code: 'STEP_FAILED',
        stepId: 'known',
        message: 'stringContains takes a string on its left side, and got 5',
      },
    })
    expect(answers).toMatchObject([{ kind: 'failed', error: { stepId: 'known' } }])
  })

  it('says so when it ends without reaching a Response', async () => {
    const { engine, clock } = createTestEngine()
    const { started, answers } = startRun(engine, [
      { id: 'known', type: 'conditional', if: rule(true, 'booleanFalse'), whenTrue: [reply({})] },
    ])
    await clock.advance(0)
    expect((started as Run).status).toBe('SUCCEEDED')
    expect(answers).toMatchObject([{ kind: 'failed', error: { code: 'NO_RESPONSE_REACHED' } }])
  })

  it('goes on after a failed step that may fail, with its error as output', async () => {
    const { engine, clock } = createTestEngine({
      send: () => Promise.reject(new StepFailure('STEP_FAILED', 'no such host')),
    })
    const { answers } = startRun(engine, [
      { id: 'call', type: 'request', url: 'http://nowhere.test/', continueOnError: true },
      reply({ error: '{{ call.error.message }}' }),
    ])
    await clock.advance(0)
    expect(answers).toEqual([{ kind: 'json', status: 200, body: { error: 'no such host' } }])
  })

  it('skips a disabled step', async () => {
    const { engine, clock } = createTestEngine()
    const { started } = startRun(engine, [{ id: 'wait', type: 'delay', value: 9, disabled: true }, reply({})])
    await clock.advance(0)
    expect(outcomes(started as Run)).toEqual({ trigger: 'SUCCEEDED', reply: 'SUCCEEDED' })
  })
})

describe('an output larger than limits.stepOutput', () => {
  const large = 'é'.repeat(600)

  it('fails its step: a Response, and what came from outside', async () => {
    const services = { send: async () => ({ statusCode: 200, headers: {}, body: large }) }
    const { engine } = createTestEngine(services, { stepOutput: '1KiB' })
    const call = { id: 'call', type: 'request', method: 'GET', url: 'http://127.0.0.1/', continueOnError: true }
    const { started, answers } = startRun(engine, [call, reply({ large: '{{ trigger.request.body }}' })], large)
    await expect.poll(() => (started as Run).status).toBe('FAILED')
    expect(outcomes(started as Run)).toMatchObject({
      call: 'FAILED STEP_OUTPUT_TOO_LARGE',
      reply: 'FAILED STEP_OUTPUT_TOO_LARGE',
    })
    expect(answers).toMatchObject([{ kind: 'failed', error: { code: 'STEP_OUTPUT_TOO_LARGE' } }])
  })

  it('is measured in bytes of JSON: one just below it passes', () => {
    const { engine } = createTestEngine({}, { stepOutput: 1_300 })
    expect(startRun(engine, [reply({ large })]).answers).toMatchObject([{ kind: 'json' }])
  })
})

describe('time', () => {
  it('waits in a delay as DELAYED, without a place of concurrency', async () => {
    const { engine, clock } = createTestEngine({}, { concurrency: 1 })
    const first = startRun(engine, [{ id: 'wait', type: 'delay', unit: 'MINUTES', value: 2 }, reply({ n: 1 })])
    await clock.advance(0)
    expect((first.started as Run).status).toBe('DELAYED')
    const second = startRun(engine, [reply({ n: 2 })])
    expect(second.answers).toHaveLength(1)
    await clock.advance(119_999)
    expect(first.answers).toHaveLength(0)
    await clock.advance(1)
    expect(first.answers).toMatchObject([{ body: { n: 1 } }])
  })

  it('tries a failing step again after about 10, 20, 30, 50 and 80 s, and then fails', async () => {
    let calls = 0
    const { engine, clock } = createTestEngine({
      send: () => Promise.reject(new StepFailure('STEP_FAILED', `attempt ${++calls}`)),
    })
    const { started } = startRun(engine, [{ id: 'call', type: 'request', url: 'http://x.test', autoRetry: true }])
    await clock.advance(8_999)
    expect(calls).toBe(1)
    await clock.advance(1.1 * 190_000)
    expect(started).toMatchObject({ status: 'FAILED', error: { message: 'attempt 6' } })
    expect((started as Run).steps.at(-1)?.attempts).toBe(6)
  })

  it('does not try again what the composer sent', async () => {
    const { engine, clock } = createTestEngine({ send: () => Promise.reject(new StepFailure('STEP_FAILED', 'no')) })
    const { started } = startRun(
      engine,
      [{ id: 'call', type: 'request', url: 'http://x.test', autoRetry: true }],
      {},
      { source: 'test-request' },
    )
    await clock.advance(0)
    expect((started as Run).status).toBe('FAILED')
  })

  it('ends a delay when the run is cancelled', async () => {
    const { engine, clock } = createTestEngine()
    const { started, answers } = startRun(engine, [{ id: 'wait', type: 'delay', unit: 'DAYS', value: 1 }, reply({})])
    await clock.advance(10)
    expect(engine.cancel((started as Run).id)).toBe(true)
    await clock.advance(0)
    expect(started).toMatchObject({ status: 'CANCELLED', durationMs: 10 })
    expect(answers).toMatchObject([{ kind: 'failed', error: { code: 'CANCELLED' } }])
    expect(engine.running()).toEqual([])
  })
})

it('spreads the waits between attempts by a tenth either way', () => {
  expect([1, 2, 3, 4, 5, 6].map(attempts => retryDelay(attempts, 0.5))).toEqual([
    10_000,
    20_000,
    30_000,
    50_000,
    80_000,
    undefined,
  ])
  expect([retryDelay(1, 0), retryDelay(1, 1)]).toEqual([9_000, 11_000])
})

describe('places', () => {
  const hold = () => {
    const release: (() => void)[] = []
    const functions: FunctionPool = {
      call: () => new Promise(resolve => release.push(() => resolve({ ok: true, result: 1, logs: [] }))),
      ready: async () => {},
      pids: () => [],
      close: async () => {},
    }
    return { functions, release }
  }
  const steps = [{ id: 'work', type: 'function', code: '() => 1' }, reply({ n: '{{ work.result }}' })]

  it('make runs wait, and refuse those beyond the queue with TOO_MANY_RUNS', async () => {
    const { functions, release } = hold()
    const { engine, clock } = createTestEngine({ functions }, { concurrency: 1, queue: 1 })
    const first = startRun(engine, steps)
    const second = startRun(engine, steps)
    expect(second.started).toBeInstanceOf(Promise)
    expect(() => startRun(engine, steps)).toThrow(expect.objectContaining({ code: 'TOO_MANY_RUNS' }))
    release.shift()?.()
    await clock.advance(0)
    expect(first.answers).toHaveLength(1)
    release.shift()?.()
    await clock.advance(0)
    expect(second.answers).toHaveLength(1)
  })
})

describe('a fan-out', () => {
  it('runs its steps for each item, and hands their results on in order', async () => {
    const { engine, clock } = createTestEngine()
    const { started, answers } = startRun(
      engine,
      [
        {
          id: 'each',
          type: 'fanOut',
          iterator: '{{ trigger.request.body }}',
          steps: [
            { id: 'wait', type: 'delay', value: '{{ each.instance }}' },
            {
              id: 'inner',
              type: 'fanOut',
              iterator: ['a', 'b'],
              steps: [
                { id: 'odd', type: 'conditional', if: rule('{{ inner.instance }}', 'stringExactlyMatches', 'a') },
              ],
            },
          ],
        },
        reply({ items: '{{ each.instance }}', choices: '{{ odd.selectedChoice }}' }),
      ],
      [3, 1, 2],
    )
    await clock.advance(3_000)
    expect(answers).toEqual([
      {
        kind: 'json',
        status: 200,
        body: {
          items: [3, 1, 2],
          choices: [
            ['Yes', 'No'],
            ['Yes', 'No'],
            ['Yes', 'No'],
          ],
        },
      },
    ])
    expect((started as Run).durationMs).toBe(3_000)
    expect((started as Run).steps.filter(step => step.stepId === 'odd').map(step => step.iteration)).toContainEqual([
      2, 1,
    ])
  })

  it('lets every iteration end, then fails and says how many did', async () => {
    const { engine, clock } = createTestEngine()
    const { started } = startRun(
      engine,
      [
        {
          id: 'each',
          type: 'fanOut',
          iterator: '{{ trigger.request.body }}',
          steps: [{ id: 'wait', type: 'delay', value: '{{ each.instance }}' }],
        },
      ],
      [1, -1, 5],
    )
    await clock.advance(5_000)
    expect(started).toMatchObject({ status: 'FAILED', durationMs: 5_000, error: { stepId: 'wait' } })
    const fanOut = (started as Run).steps.find(step => step.stepId === 'each')
    expect(fanOut?.error?.message).toContain('1 of 3 iterations failed')
  })

  it('that may fail goes on, and what its good iterations gave can be read', async () => {
    const { engine, clock } = createTestEngine()
    const { answers, started } = startRun(engine, [
      {
        id: 'each',
        type: 'fanOut',
        continueOnError: true,
        iterator: ['a', 1],
        steps: [{ id: 'odd', type: 'conditional', if: rule('{{ each.instance }}', 'stringExactlyMatches', 'a') }],
      },
      reply({ choices: '{{ odd.selectedChoice }}', items: '{{ each.instance }}', code: '{{ each.error.code }}' }),
    ])
    await clock.advance(0)
    const body = { choices: ['Yes', null], items: ['a', 1], code: 'STEP_FAILED' }
    expect(answers).toMatchObject([{ kind: 'json', body }])
    const message = expect.stringContaining('1 of 2 iterations failed')
    expect((started as Run).steps.find(step => step.stepId === 'each')?.output).toEqual({
      instance: ['a', 1],
      error: { message, code: 'STEP_FAILED' },
    })
  })

  it('that did not fail has no error, instead of one for each iteration', async () => {
    const { engine, clock } = createTestEngine()
    const { answers } = startRun(engine, [
      { id: 'each', type: 'fanOut', continueOnError: true, iterator: ['a', 'b'], steps: [] },
      { id: 'broke', type: 'conditional', if: rule('{{ each.error }}', 'exists') },
      reply({ broke: '{{ broke.selectedChoice }}', items: '{{ each.instance }}' }),
    ])
    await clock.advance(0)
    expect(answers).toMatchObject([{ kind: 'json', body: { broke: 'No', items: ['a', 'b'] } }])
  })

  it('takes an array alone', async () => {
    const { engine, clock } = createTestEngine()
    const { started } = startRun(engine, [{ id: 'each', type: 'fanOut', iterator: '{{ trigger.request.body.nope }}' }])
    await clock.advance(0)
    expect(started).toMatchObject({
      status: 'FAILED',
      error: { message: expect.stringContaining('the reference is missing') },
    })
  })
})

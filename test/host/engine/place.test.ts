import { describe, expect, it } from 'vitest'
import type { Run } from '../../../src/host/engine/run.ts'
import { createTestEngine, startRun } from '../../support/engine.ts'

const wait = (value: unknown) => ({ id: 'wait', type: 'delay', value })
const each = (items: unknown[], steps: unknown[]) => ({ id: 'each', type: 'fanOut', iterator: items, steps })
const work = { id: 'work', type: 'function', code: '() => 1' }
/** A Function that is under way until the run is given up. */
const endless = {
  functions: {
    call: () => new Promise<never>(() => {}),
    ready: async () => {},
    pids: () => [],
    close: async () => {},
  },
}

describe('a run’s place of concurrency', () => {
  it('is given back once, however many iterations wait', async () => {
    const { engine, clock } = createTestEngine(endless, { concurrency: 2, queue: 10 })
    startRun(engine, [each([1, 1, 1, 1], [wait('{{ each.instance }}')])])
    await clock.advance(0)
    const others = [1, 2, 3].map(() => startRun(engine, [work]))
    expect(others.map(({ started }) => started instanceof Promise)).toEqual([false, false, true])
  })

  it('is kept while one iteration works and the others wait', async () => {
    const { engine, clock } = createTestEngine(endless, { concurrency: 1 })
    const run = startRun(engine, [
      each(
        [0, 1],
        [
          {
            id: 'which',
            type: 'conditional',
            if: { any: [{ all: [{ left: '{{ each.instance }}', operator: 'numberEquals', right: 0 }] }] },
            whenTrue: [work],
            whenFalse: [wait(60)],
          },
        ],
      ),
    ]).started as Run
    await clock.advance(0)
    expect(run.status).toBe('EXECUTING')
    expect(startRun(engine, [wait(1)]).started).toBeInstanceOf(Promise)
  })

  it('is given back when the iterations that worked have ended and the rest wait', async () => {
    const { engine, clock } = createTestEngine({}, { concurrency: 1 })
    const run = startRun(engine, [each([0, 60], [wait('{{ each.instance }}')])]).started as Run
    await clock.advance(1)
    expect(run.status).toBe('DELAYED')
    expect(startRun(engine, [wait(1)]).started).not.toBeInstanceOf(Promise)
  })

  it('is not waited for by a run that is cancelled', async () => {
    const { engine, clock } = createTestEngine(endless, { concurrency: 1 })
    const delayed = startRun(engine, [wait(1)]).started as Run
    await clock.advance(0)
    startRun(engine, [work])
    await clock.advance(1_000)
    expect(delayed.status).not.toBe('SUCCEEDED')
    engine.cancel(delayed.id)
    await clock.advance(0)
    expect(delayed.status).toBe('CANCELLED')
  })

  it('is waited for by runs that wake without taking room of the queue from new ones', async () => {
    const { engine, clock } = createTestEngine(endless, { concurrency: 1, queue: 1 })
    for (let run = 0; run < 5; run++) {
      startRun(engine, [wait(1)])
      await clock.advance(0)
    }
    startRun(engine, [work])
    await clock.advance(1_000)
    expect(startRun(engine, [work]).started).toBeInstanceOf(Promise)
    expect(() => startRun(engine, [work])).toThrow(expect.objectContaining({ code: 'TOO_MANY_RUNS' }))
  })

  it('goes to the next run when all is over', async () => {
    const { engine, clock } = createTestEngine({}, { concurrency: 1 })
    for (let round = 0; round < 5; round++) {
      const run = startRun(engine, [each([1, 2, 3], [wait('{{ each.instance }}'), each([1], [wait(0)])]), wait(1)])
      expect(run.started).not.toBeInstanceOf(Promise)
      await clock.advance(4_000)
      expect((run.started as Run).status).toBe('SUCCEEDED')
    }
  })
})

describe('a run whose iterations fall asleep and wake by turns', () => {
  it('gets a row a second at most, and one at its end', async () => {
    const { engine, clock, saved } = createTestEngine()
    const times = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 5 : 9))
    const run = startRun(engine, [each(times, [wait('{{ each.instance }}')])]).started as Run
    await clock.advance(10_000)
    expect(run.status).toBe('SUCCEEDED')
    expect(saved.map(save => save.status)).toEqual(['EXECUTING', 'DELAYED', 'DELAYED', 'DELAYED', 'SUCCEEDED'])
    expect(saved.at(-1)).toEqual({ id: run.id, status: 'SUCCEEDED' })
  })

  it('is stopped at once however many there are', async () => {
    const { engine, clock } = createTestEngine()
    const run = startRun(engine, [each(new Array(50_000).fill(60), [wait('{{ each.instance }}')])]).started as Run
    await clock.advance(0)
    engine.cancel(run.id)
    await clock.advance(0)
    expect(run.status).toBe('CANCELLED')
  })
})

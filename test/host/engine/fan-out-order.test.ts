import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run } from '../../../src/host/engine/run.ts'
import { createTestEngine, startRun } from '../../support/engine.ts'

const isEven = (left: unknown) => ({
  any: [{ all: [{ left, operator: 'stringIsIn', right: ['0', '2', '4', '6', '8'] }] }],
})
/** An iteration takes as many seconds as its item says, so later items often end first. */
const nested = [
  {
    id: 'outer',
    type: 'fanOut',
    iterator: '{{ trigger.request.body }}',
    steps: [
      {
        id: 'inner',
        type: 'fanOut',
        iterator: '{{ outer.instance }}',
        steps: [
          { id: 'wait', type: 'delay', value: '{{ inner.instance }}' },
          { id: 'even', type: 'conditional', if: isEven('{{ inner.instance }}') },
        ],
      },
    ],
  },
  {
    id: 'reply',
    type: 'response',
    body: { items: '{{ inner.instance }}', even: '{{ even.selectedChoice }}', outer: '{{ outer.instance }}' },
  },
]
const digits = fc.array(fc.array(fc.integer({ min: 0, max: 9 }).map(String), { maxLength: 5 }), { maxLength: 6 })

describe('a fan-out, whatever its items and however long each takes', () => {
  it('hands results on in the order of the items, level by level', async () => {
    await fc.assert(
      fc.asyncProperty(digits, async items => {
        const { engine, clock } = createTestEngine()
        const { started, answers } = startRun(engine, nested, items)
        const run = started as Run
        await clock.advance(10_000)
        const choice = (item: string) => (Number(item) % 2 === 0 ? 'Yes' : 'No')
        expect(answers).toEqual([
          {
            kind: 'json',
            status: 200,
            body: { items, even: items.map(list => list.map(choice)), outer: items },
          },
        ])
        // Iterations run side by side: all of them take as long as the longest.
        expect(run.durationMs).toBe(Math.max(0, ...items.flat().map(Number)) * 1_000)
        const places = items.flatMap((list, outer) => list.map((_, inner) => `${outer},${inner}`))
        expect(
          run.steps
            .filter(step => step.stepId === 'even')
            .map(step => String(step.iteration))
            .sort(),
        ).toEqual(places.sort())
      }),
      { numRuns: 150 },
    )
  })

  it('gives null for an iteration that did not run the step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 }).map(String), { maxLength: 12 }), async items => {
        const { engine, clock } = createTestEngine()
        const { answers } = startRun(
          engine,
          [
            {
              id: 'each',
              type: 'fanOut',
              iterator: '{{ trigger.request.body }}',
              steps: [
                {
                  id: 'even',
                  type: 'conditional',
                  if: isEven('{{ each.instance }}'),
                  whenTrue: [{ id: 'again', type: 'fanOut', iterator: ['{{ each.instance }}'], steps: [] }],
                },
              ],
            },
            { id: 'reply', type: 'response', body: { again: '{{ again.instance }}' } },
          ],
          items,
        )
        await clock.advance(0)
        expect(answers).toMatchObject([
          { body: { again: items.map(item => (Number(item) % 2 === 0 ? [item] : null)) } },
        ])
      }),
      { numRuns: 100 },
    )
  })

  it('answers with the first Response an iteration reaches, and records the others as not sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 }), async items => {
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
                { id: 'reply', type: 'response', body: { n: '{{ each.instance }}' } },
              ],
            },
          ],
          items,
        )
        await clock.advance(60_000)
        expect(answers).toMatchObject([{ kind: 'json', body: { n: Math.min(...items) } }])
        const unsent = (started as Run).steps.filter(
          step => step.stepId === 'reply' && (step.output as { sent?: boolean }).sent === false,
        )
        expect(unsent).toHaveLength(items.length - 1)
      }),
      { numRuns: 50 },
    )
  })
})

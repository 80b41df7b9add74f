import { describe, expect, it } from 'vitest'
import {
  executionsOf,
  executionToShow,
  iterationKey,
  iterationLabel,
  scopeAt,
} from '../../../src/renderer/src/features/workflows/iterations.ts'
import type { RunStatus } from '../../../src/shared/execution.ts'
import { parseTemplate, resolveTemplate } from '../../../src/shared/template.ts'
import { fanOut, response, step } from './documents.ts'

const ran = (iteration: number[], status: RunStatus = 'SUCCEEDED') => ({ stepId: 'price', iteration, status })

describe('the iterations of a step', () => {
  it('stand in the order of the items, not in that of their starts', () => {
    const executions = [ran([2]), ran([0]), ran([10]), ran([1]), { ...ran([3]), stepId: 'other' }]
    expect(executionsOf(executions, 'price').map(one => iterationLabel(one.iteration))).toEqual(['1', '2', '3', '11'])
    const nested = [ran([1, 0]), ran([0, 1]), ran([0, 0])]
    expect(executionsOf(nested, 'price').map(one => iterationLabel(one.iteration))).toEqual(['1.1', '1.2', '2.1'])
  })

  it('open on the first that failed, and show the chosen one from then on', () => {
    const executions = [ran([0]), ran([1], 'FAILED'), ran([2], 'FAILED')]
    expect(executionToShow(executions, undefined)?.iteration).toEqual([1])
    expect(executionToShow(executions, iterationKey([0]))?.iteration).toEqual([0])
    expect(executionToShow(executions.slice(0, 1), iterationKey([7]))?.iteration).toEqual([0])
    expect(executionToShow([], undefined)).toBeUndefined()
  })
})

describe('references at an iteration', () => {
  const steps = [fanOut('each', [step('price'), fanOut('inner', [step('part')])]), response('answer')]
  const executions = [
    { stepId: 'trigger', output: { request: { body: { n: 1 } } } },
    { stepId: 'each', output: { instance: ['a', 'b'] } },
    { stepId: 'price', iteration: [1], output: { result: 20 } },
    { stepId: 'price', iteration: [0], output: { result: 10 } },
    { stepId: 'inner', iteration: [0], output: { instance: ['x'] } },
    { stepId: 'inner', iteration: [1], output: { instance: [] } },
    { stepId: 'part', iteration: [0, 0], output: { result: 'ax' } },
  ]
  const value = (text: string, stepId: string, iteration?: number[]) => {
    const scope = scopeAt({ steps }, executions, stepId, iteration)
    return resolveTemplate(parseTemplate(text), root => scope[root], [])
  }

  it('are its own item and its own steps', () => {
    expect(value('{{ each.instance }}', 'price', [0])).toBe('a')
    expect(value('{{ each.instance }}', 'price', [1])).toBe('b')
    expect(value('{{ price.result }}', 'inner', [0])).toBe(10)
    expect(value('{{ trigger.request.body.n }}', 'price', [1])).toBe(1)
    expect(value('{{ each.instance }}{{ inner.instance }}{{ price.result }}', 'part', [0, 0])).toBe('ax10')
  })

  it('are arrays after the fan-out', () => {
    expect(value('{{ price.result }}', 'answer')).toEqual([10, 20])
    expect(value('{{ each.instance }}', 'answer')).toEqual(['a', 'b'])
    expect(value('{{ part.result }}', 'answer')).toEqual([['ax'], []])
  })
})

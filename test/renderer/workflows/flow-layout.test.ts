import { describe, expect, it } from 'vitest'
import { FLOW, layoutFlow } from '../../../src/renderer/src/features/workflows/flow-layout.ts'
import { statesOf } from '../../../src/renderer/src/features/workflows/step-state.ts'
import type { StepExecution } from '../../../src/shared/execution.ts'
import type { Step } from '../../../src/shared/steps/index.ts'
import { conditional, fanOut, response, step } from './documents.ts'

const execution = (stepId: string, output: unknown = null): StepExecution => ({
  stepId,
  kind: 'function',
  name: stepId,
  status: 'SUCCEEDED',
  startedAt: 0,
  durationMs: 1,
  attempts: 1,
  input: null,
  output,
})

const place = (steps: Step[], executions?: StepExecution[]) =>
  layoutFlow(steps, statesOf({ steps }, executions && { ended: true, steps: executions }))

const branching = [step('find'), conditional('known', [response('conflict')], [step('create')]), step('archive')]

describe('the flow', () => {
  it('begins with the trigger and sets each card below the one before', () => {
    const { nodes } = place(branching)
    expect(nodes.map(node => node.id)).toEqual(['trigger', 'find', 'known', 'conflict', 'create', 'archive'])
    for (const [index, node] of nodes.entries()) {
      const next = nodes[index + 1]
      if (next) expect(next.top).toBeGreaterThanOrEqual(node.top + FLOW.card)
    }
  })

  it('indents the branches, names them Yes and No, and comes back after them', () => {
    const { nodes, labels } = place(branching)
    expect(nodes.map(node => node.depth)).toEqual([0, 0, 0, 1, 1, 0])
    expect(labels.map(label => label.text)).toEqual(['Yes', 'No'])
  })

  it('does not move a card or a label when a run is painted on it', () => {
    const plain = place(branching)
    const painted = place(branching, [
      execution('trigger'),
      execution('find'),
      execution('known', { selectedChoice: 'No' }),
    ])
    expect(painted.nodes).toEqual(plain.nodes)
    expect(painted.labels.map(label => label.top)).toEqual(plain.labels.map(label => label.top))
  })

  it('lights the branch taken and dims the other', () => {
    const { labels, edges } = place(branching, [
      execution('trigger'),
      execution('find'),
      execution('known', { selectedChoice: 'No' }),
      execution('create'),
      execution('archive'),
    ])
    expect(labels.map(label => label.tone)).toEqual(['skipped', 'taken'])
    expect(edges.at(-1)?.tone).toBe('taken')
  })

  it('draws no line from a branch that was not taken to what comes after', () => {
    const plain = place(branching).edges.length
    const painted = place(branching, [
      execution('known', { selectedChoice: 'No' }),
      execution('create'),
      execution('archive'),
    ])
    expect(painted.edges.length).toBe(plain - 1)
  })

  it('leads an empty branch back as well', () => {
    const { labels, edges } = place([conditional('known', [], []), step('next')])
    expect(labels).toHaveLength(2)
    expect(edges.filter(edge => edge.d.includes('H') && edge.d.split('Q').length === 3)).toHaveLength(2)
  })

  it('nests: a conditional in a fan-out in a branch is three indents deep', () => {
    const nested = place([conditional('a', [fanOut('b', [conditional('c', [step('d')], [])])], [])])
    expect(nested.depth).toBe(3)
    expect(nested.nodes.find(node => node.id === 'd')?.depth).toBe(3)
    expect(nested.labels.map(label => label.text)).toContain('Each item')
  })

  it('keeps a row free below a response that ends a Yes branch, for the time it was sent', () => {
    const { nodes, labels } = place([conditional('known', [response('conflict')], [step('create')])])
    const below = (nodes.find(node => node.id === 'conflict')?.top ?? 0) + FLOW.card
    expect(labels.find(label => label.text === 'No')?.top).toBeGreaterThanOrEqual(below + 28)
  })

  it('is tall enough for its last card', () => {
    const { nodes, height } = place(branching)
    expect(height).toBeGreaterThan((nodes.at(-1)?.top ?? 0) + FLOW.card)
  })
})

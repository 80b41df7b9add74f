import { describe, expect, it } from 'vitest'
import { statesOf } from '../../../src/renderer/src/features/workflows/step-state.ts'
import type { LiveStep } from '../../../src/shared/control.ts'
import type { StepExecution } from '../../../src/shared/execution.ts'
import type { Step } from '../../../src/shared/steps/index.ts'
import { conditional, response, step } from './documents.ts'

const ran = (stepId: string, startedAt: number, more: Partial<StepExecution> = {}): LiveStep => ({
  stepId,
  kind: 'function',
  name: stepId,
  status: 'SUCCEEDED',
  startedAt,
  durationMs: 1,
  attempts: 1,
  ...more,
})

const branching: Step[] = [
  step('find'),
  conditional('known', [response('conflict')], [step('create')]),
  step('archive'),
]

const phases = (steps: Step[], run: Parameters<typeof statesOf>[1]) =>
  Object.fromEntries(Object.entries(statesOf({ steps }, run).states).map(([id, state]) => [id, state.phase]))

describe('the state of steps', () => {
  it('is idle while no run is shown', () => {
    expect(new Set(Object.values(phases(branching, undefined)))).toEqual(new Set(['idle']))
  })

  it('tells what waits from what will never run while the run goes on', () => {
    const steps = [
      ran('trigger', 0),
      ran('find', 1),
      ran('known', 2),
      ran('create', 3, { status: 'EXECUTING', durationMs: null }),
    ]
    expect(phases(branching, { ended: false, steps })).toEqual({
      trigger: 'succeeded',
      find: 'succeeded',
      known: 'succeeded',
      conflict: 'skipped',
      create: 'running',
      archive: 'waiting',
    })
  })

  it('calls everything that did not run skipped once the run has ended', () => {
    const steps = [ran('trigger', 0), ran('find', 1, { status: 'FAILED' })]
    expect(phases(branching, { ended: true, steps })).toMatchObject({
      find: 'failed',
      known: 'skipped',
      archive: 'skipped',
    })
  })

  it('takes the way from the conditional itself where it is known', () => {
    const steps = [ran('known', 1, { output: { selectedChoice: 'Yes' } })]
    expect(statesOf({ steps: branching }, { ended: true, steps }).choices.known).toBe('Yes')
  })

  it('works out that an empty branch was taken when the run went on without the other', () => {
    const oneSided: Step[] = [conditional('known', [response('conflict')], []), step('next')]
    const atOnce = statesOf({ steps: oneSided }, { ended: false, steps: [ran('known', 1)] })
    expect(atOnce.choices.known).toBeNull()
    const later = statesOf({ steps: oneSided }, { ended: false, steps: [ran('known', 1), ran('next', 2)] })
    expect(later.choices.known).toBe('No')
    expect(later.states.conflict?.phase).toBe('skipped')
  })

  it('shows the worst of many executions and the longest time', () => {
    const steps = [
      ran('find', 1, { durationMs: 5, iteration: [0] }),
      ran('find', 1, { durationMs: 9, iteration: [1], status: 'FAILED' }),
    ]
    expect(statesOf({ steps: [step('find')] }, { ended: true, steps }).states.find).toEqual({
      phase: 'failed',
      durationMs: 9,
      startedAt: 1,
      count: 2,
    })
  })

  it('says of a disabled step that it is disabled', () => {
    expect(phases([{ ...step('find'), disabled: true }], { ended: true, steps: [] }).find).toBe('disabled')
  })
})

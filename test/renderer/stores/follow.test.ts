import { describe, expect, it } from 'vitest'
import { selectedStepId, shownRunId } from '../../../src/renderer/src/stores/follow.ts'

const failure = (stepId: string) => ({ code: 'STEP_FAILED', message: 'no', stepId })

describe('the shown run', () => {
  it('is the newest of the workflow while nobody has picked one', () => {
    expect(shownRunId(['new', 'old'], undefined)).toBe('new')
  })

  it('stays the picked one when newer runs come in', () => {
    expect(shownRunId(['newer', 'new', 'old'], 'old')).toBe('old')
  })

  it('is none when the workflow never ran', () => {
    expect(shownRunId(undefined, undefined)).toBeUndefined()
  })
})

describe('the selected step', () => {
  const steps = ['trigger', 'find', 'shape', 'reply']

  it('is the first step after the trigger until a person chooses', () => {
    expect(selectedStepId(steps, undefined, undefined)).toBe('find')
    expect(selectedStepId(['trigger'], undefined, undefined)).toBe('trigger')
  })

  it('stays the chosen one through new runs', () => {
    expect(selectedStepId(steps, { stepId: 'reply', runId: 'one' }, { id: 'two' })).toBe('reply')
  })

  it('is the failed step of a run that failed', () => {
    expect(selectedStepId(steps, { stepId: 'reply', runId: 'one' }, { id: 'two', error: failure('shape') })).toBe(
      'shape',
    )
  })

  it('is what a person chooses within the failed run', () => {
    expect(selectedStepId(steps, { stepId: 'find', runId: 'two' }, { id: 'two', error: failure('shape') })).toBe('find')
  })

  it('falls back when the chosen or failed step is no longer in the workflow', () => {
    expect(selectedStepId(steps, { stepId: 'gone', runId: 'one' }, { id: 'one' })).toBe('find')
    expect(selectedStepId(steps, undefined, { id: 'one', error: failure('gone') })).toBe('find')
  })
})

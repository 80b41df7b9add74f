import { describe, expect, it } from 'vitest'
import { caughtSince, waitFor } from '../../../src/renderer/src/features/workflows/caught.ts'
import { EMPTY_INDEX, withRefused, withRuns } from '../../../src/renderer/src/stores/run-index.ts'
import type { RefusedSummary, RunSummary } from '../../../src/shared/execution.ts'

const run = (id: string, startedAt: number, more: Partial<RunSummary> = {}): RunSummary => ({
  id,
  workflowId: 'leads',
  workflow: 'Leads',
  status: 'SUCCEEDED',
  code: 200,
  source: 'client',
  method: 'POST',
  startedAt,
  durationMs: 1,
  responseMs: 1,
  responseSize: 2,
  contentType: null,
  userId: 'user',
  ...more,
})

const refused = (id: string, at: number, workflowId: string | null): RefusedSummary => ({
  id,
  at,
  method: 'POST',
  target: '/',
  status: 400,
  code: 'BODY_NOT_JSON',
  message: 'no JSON',
  workflowId,
})

const mine = () => false
const before = withRuns(EMPTY_INDEX, [run('known', 100)])
const waiting = waitFor('leads', before)

describe('waiting for a request', () => {
  it('catches the first run that another program started since', () => {
    const index = withRuns(before, [run('first', 110), run('second', 120)])
    expect(caughtSince(waiting, index, mine)).toMatchObject({ run: { id: 'first' } })
  })

  it('does not catch what the page reads of the past meanwhile, or of another workflow', () => {
    const index = withRuns(before, [run('old', 50), run('other', 130, { workflowId: 'prices' })])
    expect(caughtSince(waiting, index, mine)).toBeUndefined()
  })

  it.each(['replay', 'test-request', 'cli', 'event'] as const)('does not catch a run that came as %s', source => {
    expect(caughtSince(waiting, withRuns(before, [run('new', 110, { source })]), mine)).toBeUndefined()
  })

  it('catches a refused request of the workflow or of none, but not of another or of this page', () => {
    expect(caughtSince(waiting, withRefused(before, [refused('r', 110, 'prices')]), mine)).toBeUndefined()
    const index = withRefused(before, [refused('r', 110, null)])
    expect(caughtSince(waiting, index, mine)).toMatchObject({ refused: { id: 'r' } })
    expect(caughtSince(waiting, index, () => true)).toBeUndefined()
    expect(caughtSince(waitFor('leads', index), index, mine)).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import {
  applyEvent,
  EMPTY_INDEX,
  hasEnded,
  withDetail,
  withRefused,
  withRuns,
} from '../../../src/renderer/src/stores/run-index.ts'
import type { ControlEvent, LiveStep } from '../../../src/shared/control.ts'
import type { RunDetail, RunSummary } from '../../../src/shared/execution.ts'

const run = (id: string, startedAt: number, more: Partial<RunSummary> = {}): RunSummary => ({
  id,
  workflowId: 'w',
  workflow: 'Create lead',
  status: 'SUCCEEDED',
  code: 200,
  source: 'client',
  method: 'POST',
  startedAt,
  durationMs: 10,
  responseMs: 8,
  responseSize: 2,
  contentType: 'application/json',
  userId: 'preview-user',
  ...more,
})

const step = (stepId: string, durationMs: number | null, iteration?: number[]) => ({
  stepId,
  kind: 'function' as const,
  name: stepId,
  status: durationMs === null ? ('EXECUTING' as const) : ('SUCCEEDED' as const),
  startedAt: 1,
  durationMs,
  attempts: 1,
  ...(iteration ? { iteration } : {}),
})

describe('the index of runs', () => {
  it('keeps the newest run of a workflow first, wherever in the event it stood', () => {
    const index = withRuns(EMPTY_INDEX, [run('a', 1), run('c', 3), run('b', 2)])
    expect(index.recent.w).toEqual(['c', 'b', 'a'])
  })

  it('tells runs of the same moment apart by their ids, which rise with time', () => {
    expect(withRuns(EMPTY_INDEX, [run('01', 5), run('02', 5)]).recent.w).toEqual(['02', '01'])
  })

  it('replaces what it knew of a run and keeps its place', () => {
    const before = withRuns(EMPTY_INDEX, [run('a', 1, { status: 'EXECUTING', code: null }), run('b', 2)])
    const after = withRuns(before, [run('a', 1)])
    expect(after.summaries.a?.code).toBe(200)
    expect(after.recent.w).toEqual(['b', 'a'])
  })

  it('keeps workflows apart', () => {
    const index = withRuns(EMPTY_INDEX, [run('a', 1), run('b', 2, { workflowId: 'other' })])
    expect(index.recent).toEqual({ w: ['a'], other: ['b'] })
  })

  it('puts live steps on one another: the newest state of each, iterations apart', () => {
    const event = (steps: LiveStep[]): ControlEvent => ({
      type: 'runs',
      runs: [run('a', 1)],
      steps: [{ runId: 'a', steps }],
      dropped: 0,
    })
    const first = applyEvent(EMPTY_INDEX, event([step('one', null), step('each', null, [0])]))
    const second = applyEvent(first, event([step('one', 4), step('each', null, [1])]))
    expect(second.live.a?.map(live => [live.stepId, live.durationMs, live.iteration])).toEqual([
      ['one', 4, undefined],
      ['each', null, [0]],
      ['each', null, [1]],
    ])
  })

  it('lists each refused request once, newest first', () => {
    const refused = (id: string, at: number) => ({
      id,
      at,
      method: 'POST',
      target: '/',
      status: 400,
      code: 'BODY_NOT_JSON',
      message: '',
      workflowId: null,
    })
    const index = withRefused(withRefused(EMPTY_INDEX, [refused('a', 1)]), [refused('b', 2), refused('a', 1)])
    expect(index.refused.map(entry => entry.id)).toEqual(['b', 'a'])
  })

  it('takes the summary of a run from the whole run, and lets the oldest opened runs go', () => {
    const detail = (id: string): RunDetail => ({
      ...run(id, 1),
      version: 'v',
      projectId: 'p',
      request: { method: 'POST', target: '/', httpVersion: '1.1', headers: [], body: null },
      response: null,
      steps: [],
    })
    let index = EMPTY_INDEX
    for (let number = 0; number < 25; number++) index = withDetail(index, detail(`run-${number}`))
    expect(Object.keys(index.details)).toHaveLength(20)
    expect(index.details['run-24']).toBeDefined()
    expect(index.summaries['run-0']).not.toHaveProperty('steps')
  })

  it('leaves everything as it is for events about documents', () => {
    expect(applyEvent(EMPTY_INDEX, { type: 'workspace' })).toBe(EMPTY_INDEX)
  })

  it('knows which statuses are final', () => {
    const statuses = ['EXECUTING', 'DELAYED', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const
    expect(statuses.filter(status => hasEnded({ status }))).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED'])
  })
})

import { describe, expect, it } from 'vitest'
import {
  codeMatches,
  mergeRuns,
  NO_FILTER,
  rowsOf,
  runMatches,
  shownText,
} from '../../../src/renderer/src/features/history/history-list.ts'
import type { RefusedSummary, RunSummary } from '../../../src/shared/execution.ts'

const NOON = new Date(2026, 10, 23, 12).getTime()
const HOUR = 3_600_000

const run = (id: string, startedAt: number, more: Partial<RunSummary> = {}): RunSummary => ({
  id,
  workflowId: 'w',
  workflow: 'Create lead',
  status: 'SUCCEEDED',
  code: 200,
  source: 'client',
  method: 'POST',
  startedAt,
  durationMs: 1,
  responseMs: 1,
  responseSize: 1,
  contentType: null,
  userId: 'u',
  ...more,
})

const refused = (id: string, at: number): RefusedSummary => ({
  id,
  at,
  method: 'POST',
  target: '/x',
  status: 400,
  code: 'BODY_NOT_JSON',
  message: 'not JSON',
  workflowId: 'w',
})

describe('the history’s list', () => {
  it('stands under one heading a day, newest first', () => {
    const rows = rowsOf([run('a', NOON), run('b', NOON - 24 * HOUR)], [], NO_FILTER, true, NOON)
    expect(rows.map(row => (row.kind === 'day' ? row.text.split(',')[0] : row.key))).toEqual([
      'Today',
      'a',
      'Yesterday',
      'b',
    ])
  })

  it('sets refused requests among the runs by time', () => {
    const rows = rowsOf([run('a', NOON), run('b', NOON - 2 * HOUR)], [refused('r', NOON - HOUR)], NO_FILTER, true, NOON)
    expect(rows.slice(1).map(row => row.key)).toEqual(['a', 'r', 'b'])
  })

  it('holds refused requests back that are older than the oldest run read so far', () => {
    const old = refused('r', NOON - 3 * HOUR)
    expect(rowsOf([run('a', NOON)], [old], NO_FILTER, false, NOON).map(row => row.key)).not.toContain('r')
    expect(rowsOf([run('a', NOON)], [old], NO_FILTER, true, NOON).map(row => row.key)).toContain('r')
  })

  it('counts refused requests apart from the runs', () => {
    const rows = rowsOf([run('a', NOON), run('b', NOON)], [refused('r', NOON)], NO_FILTER, true, NOON)
    expect(shownText(rows, 2, false)).toBe('2 runs, 1 refused')
    expect(shownText(rows.slice(0, 2), 7, true)).toBe('1 of 7 runs')
  })

  it('keeps each run once, in its newest state', () => {
    const merged = mergeRuns([run('a', 1, { status: 'EXECUTING' })], [run('a', 1), run('b', 2)])
    expect(merged.map(entry => [entry.id, entry.status])).toEqual([
      ['b', 'SUCCEEDED'],
      ['a', 'SUCCEEDED'],
    ])
  })

  it.each([
    [409, '409', true],
    [409, '4xx', true],
    [542, '4xx', false],
    [null, '2xx', false],
    [null, '', true],
  ])('finds code %s under %s: %s', (code, filter, found) => {
    expect(codeMatches(code, filter)).toBe(found)
  })

  it('finds text in names, ids and errors', () => {
    const failed = run('019ab3f2', NOON, {
      error: { code: 'STEP_FAILED', message: 'trim of undefined' },
      requestName: 'With PDF',
    })
    for (const text of ['lead', 'pdf', '019AB', 'trim']) expect(runMatches(failed, { ...NO_FILTER, text })).toBe(true)
    expect(runMatches(failed, { ...NO_FILTER, text: 'other' })).toBe(false)
  })
})

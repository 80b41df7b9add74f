import type { ExecutionError, RunStatus, RunSummary } from '../shared/execution.ts'
import { formatDuration } from '../shared/units.ts'
import { microseconds } from './microseconds.ts'

/** A run as `history list --json` gives it (contract §3). Times are ISO 8601, durations milliseconds. */
export interface ListEntry {
  id: string
  workflowId: string
  workflow: string
  status: RunStatus
  code: number | null
  startedAt: string
  durationMs: number | null
  error?: Pick<ExecutionError, 'code' | 'message' | 'stepId'>
}

export function listEntry(run: RunSummary): ListEntry {
  const { id, workflowId, workflow, status, code, startedAt, durationMs, error } = run
  return {
    id,
    workflowId,
    workflow,
    status,
    code,
    startedAt: isoTime(startedAt),
    durationMs: microseconds(durationMs),
    ...(error ? { error: { code: error.code, message: error.message, stepId: error.stepId } } : {}),
  }
}

/** A time of the history, epoch milliseconds, as ISO 8601. */
export function isoTime(time: number): string {
  return new Date(time).toISOString()
}

/** Runs as a table for people, newest first; one line when there are none. */
export function runTable(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'No runs'
  const rows = runs.map(run => [
    localTime(run.startedAt),
    run.status,
    run.code === null ? '–' : String(run.code),
    run.durationMs === null ? '–' : formatDuration(run.durationMs),
    run.workflow,
    run.id,
    run.error?.message ?? '',
  ])
  const widths = [0, 1, 2, 3, 4, 5].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `2026-11-23 19:51:52`, in the machine's zone. */
export function localTime(epoch: number): string {
  const date = new Date(epoch - new Date(epoch).getTimezoneOffset() * 60_000)
  return date.toISOString().slice(0, 19).replace('T', ' ')
}

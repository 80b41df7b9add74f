import type { LiveStep } from '../../shared/control.ts'
import type { RunSummary } from '../../shared/execution.ts'
import type { Run, StepRecord } from '../engine/run.ts'
import { rawHeader } from '../raw-headers.ts'

/** A run under way as lists show it. */
export function summaryOf(run: Run): RunSummary {
  const { response } = run
  return {
    id: run.id,
    workflowId: run.workflow.id,
    workflow: run.workflow.name,
    status: run.status,
    code: response && !response.notSent ? response.status : null,
    source: run.source,
    ...(run.requestName === undefined ? {} : { requestName: run.requestName }),
    method: run.request.method,
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    responseMs: response?.sentAt ?? null,
    responseSize: response ? (response.size ?? sizeOf(response.body)) : null,
    contentType: response ? (rawHeader(response.rawHeaders, 'content-type') ?? null) : null,
    ...(run.error ? { error: run.error } : {}),
    userId: run.userId,
  }
}

const SHOWN_STEPS = 1_000

/** The states of a run's steps; of a run with very many, the first and the last ones. */
export function liveSteps(run: Run): LiveStep[] {
  const { steps } = run
  const shown = steps.length <= 2 * SHOWN_STEPS ? steps : [...steps.slice(0, SHOWN_STEPS), ...steps.slice(-SHOWN_STEPS)]
  return shown.map(liveStep)
}

function liveStep(step: StepRecord): LiveStep {
  const { input: _input, output: _output, logs: _logs, edited: _edited, ...state } = step
  return state
}

/** Bytes of a body; 0 for none. */
export function sizeOf(body: Run['request']['body']): number {
  return body === null ? 0 : body instanceof Uint8Array ? body.byteLength : body.size
}

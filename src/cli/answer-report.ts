import type { HeaderList, RunDetail } from '../shared/execution.ts'
import { microseconds } from './microseconds.ts'

/** What `run --json` and `history replay --json` say of an answer; `body` is base64 where it is no UTF-8 (contract §3). */
export function answerReport(answer: {
  runId: string | null
  status: number | null
  headers: HeaderList
  durationMs: number | null
  bytes: Buffer
  run: RunDetail | null
}) {
  const { runId, status, headers, durationMs, bytes, run } = answer
  const text = bytes.toString('utf8')
  const exact = Buffer.from(text, 'utf8').equals(bytes)
  return {
    executionId: runId,
    status,
    headers,
    contentType: headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null,
    durationMs: microseconds(durationMs),
    body: exact ? text : bytes.toString('base64'),
    bodyEncoding: exact ? 'utf8' : 'base64',
    run: run && {
      status: run.status,
      steps: run.steps.map(step => ({
        id: step.stepId,
        status: step.status,
        durationMs: microseconds(step.durationMs),
      })),
    },
  }
}

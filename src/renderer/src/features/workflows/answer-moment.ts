import type { RunDetail, RunSummary } from '../../../../shared/execution.ts'

/** When a run's answer was ready, in milliseconds since it began, and whether it left. */
export type AnswerMoment = { readonly at: number; readonly sent: boolean }

/** The moment of a run's answer; undefined while it has none. Nobody waits for a replay's, which its summary tells already. */
export const answerMoment = (
  detail: Pick<RunDetail, 'response'> | undefined,
  summary: Pick<RunSummary, 'responseMs' | 'source'> | undefined,
): AnswerMoment | undefined => {
  const at = detail?.response?.sentAt ?? summary?.responseMs ?? undefined
  if (at === undefined) return undefined
  return { at, sent: detail?.response?.notSent === undefined && summary?.source !== 'replay' }
}

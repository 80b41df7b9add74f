import { useEffect } from 'react'
import type { SendResult } from '../../../shared/control.ts'
import type { BodyRef, HeaderList, RecordedRequest, RefusedDetail, RunDetail } from '../../../shared/execution.ts'
import { useRuns } from './runs.ts'
import { useSelectedWorkflow, useShownRun } from './selection.ts'
import { useSends } from './sends.ts'

/** An answer in one form, whether it came back to this page, stands in the history or refused a request. Times in milliseconds. */
export type Answer = {
  readonly kind: 'answer'
  /** Changes with each answer: a key for view state. */
  readonly id: string
  readonly runId: string | null
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
  readonly body: BodyRef | null
  /** The bytes on the wire, for answers to this page's own sendings. */
  readonly rawRequest: BodyRef | null
  readonly rawResponse: BodyRef | null
  readonly request: RecordedRequest | null
  readonly durationMs: number | null
  readonly refusal: { readonly code: string; readonly message: string; readonly text: string } | null
  /** Why it never reached a caller; null when it did. */
  readonly notSent: NonNullable<RunDetail['response']>['notSent'] | null
}

/** What the response pane has to show. `waiting`: a request is on its way, or a run has not answered yet. */
export type ShownResponse =
  | Answer
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly startedAt: number; readonly cancel: (() => void) | null }
  | { readonly kind: 'unsent'; readonly code: string; readonly message: string }

const refusalOf = ({ code, message, response }: RefusedDetail) => ({ code, message, text: response.text })

const ofSend = (result: SendResult, run: RunDetail | undefined, refused?: RefusedDetail): Answer => ({
  kind: 'answer',
  id: result.runId ?? `${result.rawResponse.sha256}-${result.durationMs}`,
  runId: result.runId,
  status: result.status,
  reason: result.reason,
  headers: result.headers,
  body: result.body,
  rawRequest: result.rawRequest,
  rawResponse: result.rawResponse,
  request: run?.request ?? refused?.request ?? null,
  durationMs: result.durationMs,
  refusal: refused ? refusalOf(refused) : null,
  notSent: null,
})

const ofRun = (run: RunDetail): Answer | undefined =>
  run.response
    ? {
        kind: 'answer',
        id: run.id,
        runId: run.id,
        status: run.response.status,
        reason: '',
        headers: run.response.headers,
        body: run.response.body,
        rawRequest: null,
        rawResponse: null,
        request: run.request,
        durationMs: run.responseMs,
        refusal: null,
        notSent: run.response.notSent ?? null,
      }
    : undefined

const ofRefused = (refused: RefusedDetail): Answer => ({
  kind: 'answer',
  id: refused.id,
  runId: null,
  status: refused.response.status,
  reason: '',
  headers: refused.response.headers,
  body: null,
  rawRequest: null,
  rawResponse: null,
  request: refused.request,
  durationMs: null,
  refusal: refusalOf(refused),
  notSent: null,
})

/**
 * The answer that belongs to what the workbench shows: of a refused request when one is picked, of the sending that is on its way or
 * came back without a run, else of the shown run.
 */
export const useShownResponse = (): ShownResponse => {
  const { runId, refusedId, picked } = useShownRun()
  const slug = useSelectedWorkflow()?.slug
  const sending = useSends(state => (slug ? state.latest[slug] : undefined))
  const own = useSends(state => (runId ? state.byRun[runId] : undefined))
  const run = useRuns(state => (runId ? state.details[runId] : undefined))
  const summary = useRuns(state => (runId ? state.summaries[runId] : undefined))
  const refused = useRuns(state => (refusedId ? state.refusedDetails[refusedId] : undefined))
  const loadRefusedOne = useRuns(state => state.loadRefusedOne)

  useEffect(() => {
    if (refusedId) void loadRefusedOne(refusedId)
  }, [refusedId, loadRefusedOne])

  if (picked && refusedId) return refused ? ofRefused(refused) : { kind: 'none' }
  if (!picked && sending) {
    if (sending.state === 'sending') return { kind: 'waiting', startedAt: sending.startedAt, cancel: sending.cancel }
    const newerRun = summary !== undefined && summary.startedAt > sending.endedAt
    if (sending.state === 'failed' && !newerRun) return { kind: 'unsent', code: sending.code, message: sending.message }
    if (sending.state === 'done' && sending.result.runId === null && runId === undefined)
      return ofSend(sending.result, undefined, refused)
  }
  if (own) return ofSend(own, run)
  const recorded = run && ofRun(run)
  if (recorded) return recorded
  if (summary && summary.durationMs === null) return { kind: 'waiting', startedAt: summary.startedAt, cancel: null }
  return { kind: 'none' }
}

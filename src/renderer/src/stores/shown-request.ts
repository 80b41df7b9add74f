import type { BodyRef, RecordedRequest } from '../../../shared/execution.ts'
import { useRuns } from './runs.ts'
import { useShownRun } from './selection.ts'
import { useShownResponse } from './shown-response.ts'

/** The request behind what the workbench shows: the bytes this page sent, or what the host recorded of one that came in. */
export type ShownRequest =
  | { readonly kind: 'sent'; readonly raw: BodyRef }
  | { readonly kind: 'received'; readonly id: string; readonly request: RecordedRequest }

/** The shown run's or refused request's own message; undefined while none is shown or it is still on its way. */
export const useShownRequest = (): ShownRequest | undefined => {
  const shown = useShownResponse()
  const { runId } = useShownRun()
  const run = useRuns(state => (runId ? state.details[runId] : undefined))
  if (shown.kind === 'answer') {
    if (shown.rawRequest) return { kind: 'sent', raw: shown.rawRequest }
    return shown.request ? { kind: 'received', id: shown.id, request: shown.request } : undefined
  }
  // What this page is sending, or could not send, has started no run: the run before it is not meant.
  const ownSending = shown.kind === 'unsent' || (shown.kind === 'waiting' && shown.cancel !== null)
  return run && !ownSending ? { kind: 'received', id: run.id, request: run.request } : undefined
}

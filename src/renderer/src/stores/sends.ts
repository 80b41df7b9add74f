import { create } from 'zustand'
import type { RequestEntry, SendResult, WorkflowEntry } from '../../../shared/control.ts'
import type { TestRequest } from '../../../shared/request.ts'
import { ApiError, api } from '../api/client.ts'
import { currentRequest } from './drafts.ts'
import { followNewest, noteRefusal } from './selection.ts'

/** A sending that goes on, came back or could not be done. Times are epoch milliseconds. */
export type Sending =
  | { readonly state: 'sending'; readonly startedAt: number; readonly cancel: () => void }
  | { readonly state: 'done'; readonly endedAt: number; readonly result: SendResult }
  | { readonly state: 'failed'; readonly endedAt: number; readonly code: string; readonly message: string }

type SendStore = {
  /** The latest sending of each workflow, by slug. */
  readonly latest: Readonly<Record<string, Sending>>
  /** What came back, by the run it started. */
  readonly byRun: Readonly<Record<string, SendResult>>
}

const BY_RUN_LIMIT = 100

/** What this page has sent since it was opened. */
export const useSends = create<SendStore>(() => ({ latest: {}, byRun: {} }))

const put = (slug: string, sending: Sending | undefined): void =>
  useSends.setState(({ latest }) => {
    const { [slug]: _, ...rest } = latest
    return { latest: sending ? { ...rest, [slug]: sending } : rest }
  })

const keep = (result: SendResult): void => {
  const { runId } = result
  if (runId === null) return
  useSends.setState(({ byRun }) => ({
    byRun: { ...Object.fromEntries(Object.entries(byRun).slice(-(BY_RUN_LIMIT - 1))), [runId]: result },
  }))
}

/** Sends a request to a workflow's trigger and shows what comes back; the workbench follows the newest run again. */
export const send = async (workflow: WorkflowEntry, request: TestRequest): Promise<void> => {
  if (workflow.id === null) return
  const before = useSends.getState().latest[workflow.slug]
  if (before?.state === 'sending') before.cancel()
  const abort = new AbortController()
  const mine: Sending = { state: 'sending', startedAt: Date.now(), cancel: () => abort.abort() }
  const isLatest = () => useSends.getState().latest[workflow.slug] === mine
  put(workflow.slug, mine)
  followNewest()
  try {
    const result = await api.send({ workflowId: workflow.id, request, requestName: request.name }, abort.signal)
    keep(result)
    if (!isLatest()) return
    const endedAt = Date.now()
    put(workflow.slug, { state: 'done', endedAt, result })
    if (result.runId === null) noteRefusal(workflow.slug, { sentAt: mine.startedAt, endedAt, status: result.status })
  } catch (error) {
    if (!isLatest()) return
    if (abort.signal.aborted) put(workflow.slug, undefined)
    else {
      const known = error instanceof ApiError ? error : new ApiError(String(error), 'SEND_FAILED', 0)
      put(workflow.slug, { state: 'failed', endedAt: Date.now(), code: known.code, message: known.message })
    }
  }
}

/** Sends a saved request as it stands on the page: with its unsaved edits. */
export const sendEntry = (workflow: WorkflowEntry | undefined, entry: RequestEntry | undefined): void => {
  const request = currentRequest(entry)
  if (workflow && request) void send(workflow, request)
}

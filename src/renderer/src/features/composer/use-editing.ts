import { useCallback, useMemo } from 'react'
import type { RequestEntry, WorkflowEntry } from '../../../../shared/control.ts'
import type { TestRequest } from '../../../../shared/request.ts'
import { discardDraft, setDraft, useDrafts } from '../../stores/drafts.ts'

/** A request as it is edited: the draft over the document. */
export type Editing = {
  /** The key of the draft, the same across reloads. */
  readonly key: string
  readonly request: TestRequest
  /** True while the draft differs from the document on disk. */
  readonly edited: boolean
  readonly change: (patch: Partial<TestRequest>) => void
  readonly discard: () => void
}

const NEW_REQUEST: TestRequest = {
  name: 'New request',
  method: 'POST',
  params: [],
  headers: [],
  omitHeaders: [],
  auth: { type: 'none' },
  body: { type: 'json', text: '{}' },
}

const methodOf = (workflow: WorkflowEntry): string => {
  const trigger = workflow.document?.trigger
  return trigger?.type === 'request' && trigger.method !== 'ANY' ? trigger.method : 'POST'
}

/** What to send first to a workflow that has no saved request. */
const newRequest = (method: string): TestRequest => ({ ...NEW_REQUEST, method })

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Edits a saved request, or without one a request of the workflow's own. Every change is kept as a draft at once; a draft that comes
 * back to the document is dropped. Undefined when the document does not load.
 */
export const useEditing = (workflow: WorkflowEntry, entry: RequestEntry | undefined): Editing | undefined => {
  const key = entry?.key ?? `${workflow.slug}/`
  const draft = useDrafts(state => state.drafts[key])
  const method = methodOf(workflow)
  // The same request as long as it says the same: what is composed of it is asked for once.
  const fresh = useMemo(() => newRequest(method), [method])
  const saved = entry ? entry.document : fresh
  const request = draft ?? saved
  const change = useCallback(
    (patch: Partial<TestRequest>) => {
      const before = useDrafts.getState().drafts[key] ?? saved
      if (!before) return
      const next = { ...before, ...patch }
      if (same(next, saved)) discardDraft(key)
      else setDraft(key, next)
    },
    [key, saved],
  )
  const discard = useCallback(() => discardDraft(key), [key])
  return request && { key, request, edited: draft !== undefined, change, discard }
}

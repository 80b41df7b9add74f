import { create } from 'zustand'
import type { RequestEntry } from '../../../shared/control.ts'
import type { TestRequest } from '../../../shared/request.ts'
import { recall, remember } from './remembered.ts'

type DraftStore = { readonly drafts: Readonly<Record<string, TestRequest>> }

const KEY = 'drafts'

/** Unsaved edits of test requests, by the request's key. They outlive a reload and a restart of the host. */
export const useDrafts = create<DraftStore>(() => ({ drafts: recall<Record<string, TestRequest>>(KEY, {}) }))

useDrafts.subscribe(({ drafts }) => remember(KEY, drafts))

/** Keeps an edited request as a draft. */
export const setDraft = (key: string, request: TestRequest): void =>
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: request } }))

/** Throws a draft away: the request on disk shows again. */
export const discardDraft = (key: string): void =>
  useDrafts.setState(({ drafts }) => {
    const { [key]: _, ...rest } = drafts
    return { drafts: rest }
  })

/** What a person sees and sends: the draft, else the document on disk; undefined when neither loads. */
export const currentRequest = (entry: RequestEntry | undefined): TestRequest | undefined =>
  entry && (useDrafts.getState().drafts[entry.key] ?? entry.document)

/** The same, as a hook. */
export const useCurrentRequest = (entry: RequestEntry | undefined): TestRequest | undefined => {
  const draft = useDrafts(state => (entry ? state.drafts[entry.key] : undefined))
  return draft ?? entry?.document
}

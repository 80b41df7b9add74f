import { create } from 'zustand'
import { recall, remember } from '../../stores/remembered.ts'
import type { ViewerKind } from './media/choose-viewer.ts'

export type ResponseTab = 'preview' | 'hex' | 'raw' | 'headers' | 'checks'

type ViewStore = {
  readonly tab: ResponseTab
  /** The viewer a person locked for every answer to come; null picks anew for each. */
  readonly locked: ViewerKind | null
  /** The viewer chosen by hand for one answer alone. */
  readonly byHand: { readonly answerId: string; readonly kind: ViewerKind } | null
}

const KEY = 'response'

/** How a person looks at answers. A choice by hand holds for its answer; only a lock outlives it. */
export const useResponseView = create<ViewStore>(() => ({
  tab: 'preview',
  locked: null,
  byHand: null,
  ...recall(KEY, {}),
}))

useResponseView.subscribe(({ tab, locked }) => remember(KEY, { tab, locked }))

export const showTab = (tab: ResponseTab): void => useResponseView.setState({ tab })

/** Picks a viewer for this answer; while one is locked, the lock moves to it. */
export const pickViewer = (answerId: string, kind: ViewerKind): void =>
  useResponseView.setState(({ locked }) => ({ byHand: { answerId, kind }, locked: locked === null ? null : kind }))

/** Locks the viewer in use, or lets it be picked anew for each answer. */
export const toggleLock = (kind: ViewerKind): void =>
  useResponseView.setState(({ locked }) => ({ locked: locked === null ? kind : null }))

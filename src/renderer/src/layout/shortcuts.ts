import { useEffect } from 'react'

/** A shortcut: `mod` is Ctrl, or ⌘ on Apple machines. */
export type Shortcut = { readonly key: string; readonly run: () => void }

/** Keys that work from anywhere on the page, text fields and editors included; each with Ctrl or ⌘. */
export const useShortcuts = (shortcuts: readonly Shortcut[]): void => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      const found = shortcuts.find(shortcut => shortcut.key === event.key)
      if (!found) return
      event.preventDefault()
      event.stopPropagation()
      found.run()
    }
    // In the capture phase, so that an editor's own Ctrl+Enter does not swallow it.
    addEventListener('keydown', onKeyDown, true)
    return () => removeEventListener('keydown', onKeyDown, true)
  }, [shortcuts])
}

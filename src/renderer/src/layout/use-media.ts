import { useSyncExternalStore } from 'react'

/** Whether a media query holds now, and from now on. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    notify => {
      const list = matchMedia(query)
      list.addEventListener('change', notify)
      return () => list.removeEventListener('change', notify)
    },
    () => matchMedia(query).matches,
  )

/** Below this the sidebar folds into the rail (mock README, "Narrower"). */
export const useFolded = (): boolean => useMedia('(max-width: 1359px)')

/** Below this the step opens over the flow. */
export const useStacked = (): boolean => useMedia('(max-width: 1199px)')

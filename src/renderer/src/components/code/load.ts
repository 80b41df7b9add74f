import { useEffect, useState } from 'react'

export type Monaco = typeof import('./monaco.ts')

/** Where the loading of Monaco stands: a text is shown plainly until it is `ready`, and for good when it `failed`. */
export type MonacoState =
  | { readonly state: 'loading' }
  | { readonly state: 'failed' }
  | { readonly state: 'ready'; readonly monaco: Monaco }

let known: MonacoState = { state: 'loading' }
let loading: Promise<void> | undefined

const load = (): Promise<void> => {
  loading ??= import('./monaco.ts').then(
    monaco => {
      known = { state: 'ready', monaco }
    },
    () => {
      known = { state: 'failed' }
    },
  )
  return loading
}

/** Loads Monaco when a component that needs it is first shown. A chunk that cannot be had (an older page after an update) leaves plain text. */
export const useMonaco = (): MonacoState => {
  const [state, setState] = useState(known)
  useEffect(() => {
    if (known.state !== 'loading') return
    let mounted = true
    void load().then(() => {
      if (mounted) setState(known)
    })
    return () => {
      mounted = false
    }
  }, [])
  return state
}

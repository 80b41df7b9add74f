import { useEffect, useState } from 'react'
import type { ComposedRequest, SendRequest } from '../../../../shared/control.ts'
import type { TestRequest } from '../../../../shared/request.ts'
import { api } from '../../api/client.ts'

const REST_MS = 250

/** The bytes that a request makes, as the host composes them; while one edits, those of the last rest. */
export type Composing = {
  readonly composed: ComposedRequest | undefined
  /** Why it cannot be composed, as the host says it. */
  readonly failure: string | undefined
  /** True while `composed` is of an older edit. */
  readonly stale: boolean
}

/** Asks the host for the exact bytes of a request, a quarter of a second after the last edit; nothing while `wanted` is false. */
export const useComposed = (workflowId: string | null, request: TestRequest, wanted: boolean): Composing => {
  const [held, setHeld] = useState<{ readonly of: TestRequest; readonly composing: Composing }>()
  useEffect(() => {
    if (!wanted || workflowId === null) return
    const abort = new AbortController()
    const settle = (composing: Composing) => {
      if (!abort.signal.aborted) setHeld({ of: request, composing })
    }
    const timer = setTimeout(() => {
      const body: SendRequest = { workflowId, request, requestName: request.name }
      api.compose(body, abort.signal).then(
        composed => settle({ composed, failure: undefined, stale: false }),
        (error: unknown) =>
          settle({
            composed: undefined,
            failure: error instanceof Error ? error.message : String(error),
            stale: false,
          }),
      )
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [workflowId, request, wanted])
  if (!held) return { composed: undefined, failure: undefined, stale: true }
  return held.of === request ? held.composing : { ...held.composing, stale: true }
}

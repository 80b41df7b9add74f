import type { ControlEvent } from '../../../shared/control.ts'
import { ApiError, call } from './client.ts'
import { createEventReader } from './event-reader.ts'

/** How the page stands to the host. `denied`: the token is not this host's. */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'denied'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 2000

/**
 * Keeps the page's one event stream open until the returned function is called. A stream that ends is opened again, 250 ms later and
 * then after up to 2 s; `onStatus('open')` comes with each opening, and what happened in between has to be read anew.
 */
export const followEvents = (
  onEvent: (event: ControlEvent) => void,
  onStatus: (status: ConnectionStatus) => void,
): (() => void) => {
  const abort = new AbortController()
  let retry = FIRST_RETRY_MS

  const read = async (): Promise<void> => {
    const response = await call('/api/events', { signal: abort.signal, headers: { accept: 'text/event-stream' } })
    if (!response.body) return
    retry = FIRST_RETRY_MS
    onStatus('open')
    const take = createEventReader()
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      for (const data of take(decoder.decode(value, { stream: true }))) onEvent(JSON.parse(data) as ControlEvent)
    }
  }

  const loop = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      try {
        await read()
      } catch (error) {
        if (abort.signal.aborted) return
        if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
          onStatus('denied')
          return
        }
      }
      if (abort.signal.aborted) return
      onStatus('lost')
      await new Promise(resolve => setTimeout(resolve, retry))
      retry = Math.min(retry * 2, LAST_RETRY_MS)
    }
  }

  void loop()
  return () => abort.abort()
}

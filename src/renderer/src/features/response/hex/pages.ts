import { useEffect, useRef, useState } from 'react'
import type { BodySource } from '../media/source.ts'

const PAGE_BYTES = 32 * 1024
const KEPT_PAGES = 64

type Pages = {
  readonly source: BodySource
  readonly loaded: Map<number, Uint8Array>
  readonly asked: Map<number, AbortController>
}

const pagesOf = (source: BodySource): Pages => ({ source, loaded: new Map(), asked: new Map() })

const forget = (pages: Pages): void => {
  while (pages.loaded.size > KEPT_PAGES) {
    const oldest = pages.loaded.keys().next().value
    if (oldest === undefined) return
    pages.loaded.delete(oldest)
  }
}

/**
 * The bytes of a window of a body, read by ranges of 32 KiB as they are needed; 2 MiB are kept. Gives a function from offset to byte
 * (undefined until it has come) and the failure of the last reading.
 */
export const usePages = (
  source: BodySource,
  start: number,
  end: number,
): { readonly byteAt: (offset: number) => number | undefined; readonly failure: string | undefined } => {
  const held = useRef<Pages>(null)
  if (held.current?.source.id !== source.id) held.current = pagesOf(source)
  const pages = held.current
  const [, redraw] = useState(0)
  const [failure, setFailure] = useState<string>()
  const first = Math.floor(start / PAGE_BYTES)
  const last = Math.floor(Math.max(start, Math.min(end, source.size) - 1) / PAGE_BYTES)

  useEffect(() => {
    for (const [page, abort] of pages.asked) {
      if (page >= first && page <= last) continue
      abort.abort()
      pages.asked.delete(page)
    }
    for (let page = first; page <= last; page++) {
      const known = pages.loaded.get(page)
      if (known) {
        pages.loaded.delete(page)
        pages.loaded.set(page, known)
        continue
      }
      if (pages.asked.has(page)) continue
      const abort = new AbortController()
      pages.asked.set(page, abort)
      pages.source.read(page * PAGE_BYTES, (page + 1) * PAGE_BYTES, abort.signal).then(
        bytes => {
          pages.asked.delete(page)
          pages.loaded.set(page, bytes)
          forget(pages)
          setFailure(undefined)
          redraw(count => count + 1)
        },
        (error: unknown) => {
          if (abort.signal.aborted) return
          pages.asked.delete(page)
          setFailure(error instanceof Error ? error.message : String(error))
        },
      )
    }
  }, [pages, first, last])

  useEffect(
    () => () => {
      for (const abort of pages.asked.values()) abort.abort()
      pages.asked.clear()
    },
    [pages],
  )

  return {
    byteAt: offset => pages.loaded.get(Math.floor(offset / PAGE_BYTES))?.[offset % PAGE_BYTES],
    failure,
  }
}

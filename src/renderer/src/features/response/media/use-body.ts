import { useEffect, useState } from 'react'
import type { BodySource } from './source.ts'

/** A reading that goes on, came back or failed. */
export type Reading<T> =
  | { readonly state: 'reading' }
  | { readonly state: 'done'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string }

const READING = { state: 'reading' } as const

/** Runs an asynchronous reading anew whenever `key` changes; an outdated one is aborted and forgotten. */
export const useReading = <T>(key: string, read: (signal: AbortSignal) => Promise<T>): Reading<T> => {
  const [held, setHeld] = useState<{ readonly key: string; readonly reading: Reading<T> }>({ key, reading: READING })
  useEffect(() => {
    const abort = new AbortController()
    const settle = (reading: Reading<T>) => {
      if (!abort.signal.aborted) setHeld({ key, reading })
    }
    read(abort.signal).then(
      value => settle({ state: 'done', value }),
      (error: unknown) => settle({ state: 'failed', message: error instanceof Error ? error.message : String(error) }),
    )
    return () => abort.abort()
  }, [key])
  return held.key === key ? held.reading : READING
}

const HEAD_BYTES = 4096

/** The first 4 KiB of a body, by which its type is told. */
export const useHead = (source: BodySource | undefined): Reading<Uint8Array<ArrayBuffer>> =>
  useReading(`head ${source?.id ?? ''}`, async signal => source?.read(0, HEAD_BYTES, signal) ?? new Uint8Array())

/** The body from its start, up to `limit` bytes. */
export const useBytes = (source: BodySource, limit: number): Reading<Uint8Array<ArrayBuffer>> =>
  useReading(`${source.id} ${limit}`, signal => source.read(0, Math.min(limit, source.size), signal))

import { useCallback, useEffect, useRef, useState } from 'react'
import type { BodySource } from '../media/source.ts'

const STEP_BYTES = 256 * 1024

/** The part of a body that has been read, and how to read on. */
export type Growing = {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly whole: boolean
  readonly failure: string | undefined
  readonly more: () => void
}

type Held = { readonly id: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly failure: string | undefined }

const append = (before: Uint8Array<ArrayBuffer>, after: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  const joined = new Uint8Array(before.length + after.length)
  joined.set(before)
  joined.set(after, before.length)
  return joined
}

/** Reads a body from its start in steps of 256 KiB: the first at once, each further one when asked for. */
export const useGrowing = (source: BodySource): Growing => {
  const [held, setHeld] = useState<Held>({ id: source.id, bytes: new Uint8Array(), failure: undefined })
  const current = held.id === source.id ? held : { id: source.id, bytes: new Uint8Array(), failure: undefined }
  const state = useRef({ source, current })
  state.current = { source, current }
  const reading = useRef<AbortController>(null)

  const more = useCallback(() => {
    const { source: from, current: before } = state.current
    if (reading.current || before.bytes.length >= from.size) return
    const abort = new AbortController()
    reading.current = abort
    const settle = (next: Held) => {
      if (abort.signal.aborted) return
      reading.current = null
      setHeld(next)
    }
    from.read(before.bytes.length, before.bytes.length + STEP_BYTES, abort.signal).then(
      bytes => settle({ id: from.id, bytes: append(before.bytes, bytes), failure: undefined }),
      (error: unknown) => settle({ ...before, failure: error instanceof Error ? error.message : String(error) }),
    )
  }, [])

  useEffect(() => {
    more()
    return () => {
      reading.current?.abort()
      reading.current = null
    }
  }, [source.id, more])

  return { bytes: current.bytes, whole: current.bytes.length >= source.size, failure: current.failure, more }
}

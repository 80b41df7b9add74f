import { useEffect, useState } from 'react'
import type { Answer, ShownResponse } from '../../stores/shown-response.ts'

const HOLD_MS = 250

/** The answer shown before a waiting began, for its first quarter of a second: a quick send replaces it without an empty pane between. */
export const useHeldAnswer = (shown: ShownResponse): Answer | undefined => {
  const [last, setLast] = useState<Answer>()
  const waiting = shown.kind === 'waiting'
  const answer = shown.kind === 'answer' ? shown : undefined
  const answerId = answer?.id
  useEffect(() => {
    if (answer) setLast(answer)
  }, [answerId])
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => setLast(undefined), HOLD_MS)
    return () => clearTimeout(timer)
  }, [waiting])
  return waiting ? last : undefined
}

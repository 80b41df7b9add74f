import { useEffect, useState } from 'react'

const FRAME_MS = 66

/** Milliseconds since `startedAt` (epoch milliseconds), moving on fifteen times a second; 0 while it is null. */
export const useElapsed = (startedAt: number | null): number => {
  const [elapsed, setElapsed] = useState(0)
  useEffect(() => {
    if (startedAt === null) {
      setElapsed(0)
      return
    }
    const tick = () => setElapsed(Math.max(0, Date.now() - startedAt))
    tick()
    const timer = setInterval(tick, FRAME_MS)
    return () => clearInterval(timer)
  }, [startedAt])
  return elapsed
}

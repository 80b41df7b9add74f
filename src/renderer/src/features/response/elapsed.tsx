import { useEffect, useState } from 'react'
import { duration } from '../../format.ts'

const TICK_MS = 100

/** The time since `since` (epoch milliseconds), counting. It is not announced while it counts. */
export const Elapsed = ({ since }: { readonly since: number }) => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <span role="timer" aria-live="off" className="mono d2">
      {duration(Math.max(0, now - since))}
    </span>
  )
}

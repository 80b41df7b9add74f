import { CornerDownLeft, LoaderCircle } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Kbd, MOD } from '../../components/kbd.tsx'
import { useSends } from '../../stores/sends.ts'
import { Elapsed } from '../response/elapsed.tsx'
import styles from './composer.module.css'

const QUICK_MS = 300

/** True once a sending has taken longer than a person would call at once. */
const useTakesTime = (startedAt: number | undefined): boolean => {
  const [slow, setSlow] = useState<number>()
  useEffect(() => {
    if (startedAt === undefined) return
    const timer = setTimeout(() => setSlow(startedAt), QUICK_MS)
    return () => clearTimeout(timer)
  }, [startedAt])
  return startedAt !== undefined && slow === startedAt
}

/** Sends; while a sending takes its time, shows how long and gives it up. `reason` says why it cannot be sent. */
export const SendButton = ({
  slug,
  reason,
  onSend,
}: {
  readonly slug: string
  readonly reason: string | undefined
  readonly onSend: () => void
}) => {
  const sending = useSends(state => {
    const latest = state.latest[slug]
    return latest?.state === 'sending' ? latest : undefined
  })
  const takesTime = useTakesTime(sending?.startedAt)
  if (sending && takesTime)
    return (
      <Button size="lg" className={styles.send} onClick={sending.cancel}>
        <span className="info">
          <LoaderCircle className="spin" aria-hidden />
        </span>
        Cancel
        <Elapsed since={sending.startedAt} />
      </Button>
    )
  return (
    <Button
      variant="primary"
      size="lg"
      className={styles.send}
      aria-keyshortcuts="Control+Enter Meta+Enter"
      aria-busy={sending !== undefined}
      disabled={reason !== undefined}
      title={reason}
      onClick={onSend}
    >
      Send
      <Kbd>
        {MOD} <CornerDownLeft className="sm" aria-hidden />
      </Kbd>
    </Button>
  )
}

import { useEffect, useState } from 'react'
import type { HostState } from '../../../shared/desktop.ts'
import { Button } from '../components/button.tsx'
import { toast } from '../components/toast.tsx'
import { useWorkspace } from '../stores/workspace.ts'
import { desktop } from './desktop.ts'
import styles from './host-banner.module.css'

const LATE_MS = 700

/** Says when the host is away and that nothing typed is lost; in the desktop app also why, and offers a restart after it gave up. */
export const HostBanner = () => {
  const connection = useWorkspace(state => state.connection)
  const [host, setHost] = useState<HostState>({ kind: 'running' })
  const [late, setLate] = useState(false)

  useEffect(
    () =>
      desktop.onHostState?.(next => {
        setHost(next)
        if (next.kind === 'restarted') {
          toast({
            tone: 'ok',
            title: 'The host was restarted',
            text: 'Unsaved edits were kept. Runs that were going are marked as interrupted.',
          })
        }
      }),
    [],
  )

  // A short silence, such as a restart on purpose, is not worth a banner.
  useEffect(() => {
    setLate(false)
    if (connection !== 'lost') return
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => clearTimeout(timer)
  }, [connection])

  if (host.kind === 'gaveUp') {
    return (
      <div className={styles.banner} role="alert">
        The host ended again and again: {host.reason}. Unsaved edits are kept on this page.
        <Button size="sm" onClick={() => void desktop.restartHost?.()}>
          Start it again
        </Button>
      </div>
    )
  }
  if (host.kind === 'died') {
    return (
      <div className={styles.banner} role="alert">
        The host ended ({host.reason}) and is being started again. Unsaved edits are kept.
      </div>
    )
  }
  if (connection === 'lost' && late) {
    return (
      <div className={styles.banner} role="alert">
        The host does not answer; reconnecting. Unsaved edits are kept on this page.
      </div>
    )
  }
  return null
}

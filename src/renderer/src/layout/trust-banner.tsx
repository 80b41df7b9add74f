import { ShieldQuestion } from 'lucide-react'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { Button } from '../components/button.tsx'
import { toast } from '../components/toast.tsx'
import { useWorkspace } from '../stores/workspace.ts'
import styles from './host-banner.module.css'

/** Asks about a folder that was not opened before: its Functions are programs of somebody's making, and run only when trusted. */
export const TrustBanner = () => {
  const { state, refresh } = useWorkspace()
  const [asking, setAsking] = useState(false)
  if (!state || state.trusted) return null

  const trust = async () => {
    setAsking(true)
    try {
      await api.trust()
      await refresh()
    } catch (error) {
      toast({ tone: 'bad', title: 'The folder could not be trusted', text: String(error) })
    } finally {
      setAsking(false)
    }
  }

  return (
    <section className={styles.banner} aria-label="Trust this folder">
      <ShieldQuestion aria-hidden />
      <span>
        You have not opened <b>{state.workspace.path}</b> before. Its Functions do not run until you trust it; all else
        works.
      </span>
      <Button size="sm" disabled={asking} onClick={() => void trust()}>
        Trust this folder
      </Button>
    </section>
  )
}

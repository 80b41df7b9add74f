import { Check, Database, FileWarning, Pencil } from 'lucide-react'
import type { ConnectionStatus } from '../api/events.ts'
import { Dot, type Tone } from '../components/tag.tsx'
import { bytes, count, plural } from '../format.ts'
import { useDrafts } from '../stores/drafts.ts'
import { useSelectedRequest, useSelectedWorkflow } from '../stores/selection.ts'
import { useWorkspace } from '../stores/workspace.ts'
import styles from './footer.module.css'

const HOST: Record<ConnectionStatus, readonly [tone: Tone, text: string]> = {
  connecting: ['warn', 'Reaching the host'],
  open: ['ok', 'Host ready'],
  lost: ['warn', 'Host lost, reconnecting'],
  denied: ['bad', 'Not allowed in'],
}

/** The line at the foot: the host, the history's size, what does not load, and the file that is shown. */
export const Footer = () => {
  const { connection, state } = useWorkspace()
  const workflow = useSelectedWorkflow()
  const request = useSelectedRequest()
  const edited = useDrafts(store => request !== undefined && request.key in store.drafts)
  const [tone, text] = HOST[connection]
  const broken = (state?.workflows.filter(entry => !entry.document).length ?? 0) + (state?.issues.length ?? 0)
  return (
    <footer className={styles.foot}>
      <span>
        <Dot tone={tone} />
        {text}
      </span>
      {state ? (
        <span>
          <Database className="sm" aria-hidden />
          {plural(state.history.runs, 'run')}, {bytes(state.history.bytes)}
        </span>
      ) : null}
      {broken > 0 ? (
        <span className="bad">
          <FileWarning className="sm" aria-hidden />
          {count(broken)} to mend
        </span>
      ) : null}
      <span className={styles.grow} />
      {workflow ? <span>{workflow.file.split('/').at(-1)}</span> : null}
      {request ? (
        <span>
          {edited ? <Pencil className="sm warn" aria-hidden /> : <Check className="sm ok" aria-hidden />}
          {edited ? 'Edited' : 'Saved'}
        </span>
      ) : null}
    </footer>
  )
}

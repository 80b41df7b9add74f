import { Send as SendIcon, TriangleAlert, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RequestEntry, WorkflowEntry } from '../../../../shared/control.ts'
import { IconButton } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Note } from '../../components/note.tsx'
import { type TabItem, Tabs } from '../../components/tabs.tsx'
import { plural } from '../../format.ts'
import { recall, remember } from '../../stores/remembered.ts'
import { send } from '../../stores/sends.ts'
import { BodyTab } from './body/body-tab.tsx'
import styles from './composer.module.css'
import { type Problem, problemsOf } from './problems.ts'
import { RecentSends } from './recent-sends.tsx'
import { SendButton } from './send-button.tsx'
import { AuthTab } from './tabs/auth-tab.tsx'
import { HeadersTab } from './tabs/headers-tab.tsx'
import { ParamsTab } from './tabs/params-tab.tsx'
import { RawTab } from './tabs/raw-tab.tsx'
import { UrlBar } from './url-bar.tsx'
import { useComposed } from './use-composed.ts'
import { type Editing, useEditing } from './use-editing.ts'

type RequestTab = 'params' | 'headers' | 'body' | 'auth' | 'raw'

const TAB_KEY = 'request-tab'

/** Ctrl+Enter for a request that is not saved; the saved ones are sent by the page's own shortcut. */
const useUnsavedShortcut = (unsaved: boolean, onSend: () => void): void => {
  useEffect(() => {
    if (!unsaved) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) onSend()
    }
    addEventListener('keydown', onKeyDown, true)
    return () => removeEventListener('keydown', onKeyDown, true)
  }, [unsaved, onSend])
}

const reasonOf = (problems: readonly Problem[]): string | undefined => {
  const [first] = problems
  if (!first) return undefined
  return problems.length === 1 ? first.text : `${problems.length} parts to fix before sending`
}

/** What the host has to say about the bytes it would send, or why it cannot make them. */
const Remarks = ({ notes, failure }: { readonly notes: readonly string[]; readonly failure: string | undefined }) => {
  if (failure !== undefined)
    return (
      <div className={styles.note}>
        <Note tone="bad">{failure}</Note>
      </div>
    )
  if (notes.length === 0) return null
  return (
    <div className={styles.note}>
      <Note>
        {notes.map(note => (
          <p key={note}>{note}</p>
        ))}
      </Note>
    </div>
  )
}

const Editor = ({
  workflow,
  entry,
  editing,
}: {
  readonly workflow: WorkflowEntry
  readonly entry: RequestEntry | undefined
  readonly editing: Editing
}) => {
  const [tab, setTab] = useState<RequestTab>(() => recall<RequestTab>(TAB_KEY, 'body'))
  const { request } = editing
  const problems = problemsOf(request)
  const composing = useComposed(workflow.id, request, problems.length === 0)
  const onSend = () => void send(workflow, request)
  useUnsavedShortcut(entry === undefined, onSend)
  const badge = (rows: readonly { readonly enabled: boolean }[]) => {
    const on = rows.filter(row => row.enabled).length
    return on > 0 ? { badge: on } : {}
  }
  const items: readonly TabItem<RequestTab>[] = [
    { id: 'params', label: 'Params', ...badge(request.params), content: <ParamsTab editing={editing} /> },
    {
      id: 'headers',
      label: 'Headers',
      ...badge(request.headers),
      content: <HeadersTab editing={editing} composed={composing.composed} />,
    },
    {
      id: 'body',
      label: 'Body',
      ...(problems.length > 0
        ? { badge: problems.length, badgeTone: 'bad' as const, badgeText: `${problems.length} to fix before sending` }
        : {}),
      content: <BodyTab key={editing.key} editing={editing} composing={composing} problems={problems} />,
    },
    { id: 'auth', label: 'Auth', content: <AuthTab editing={editing} /> },
    { id: 'raw', label: 'Raw', content: <RawTab composing={composing} /> },
  ]
  const choose = (next: RequestTab) => {
    setTab(next)
    remember(TAB_KEY, next)
  }
  const notes = composing.composed?.notes ?? []
  return (
    <>
      <div className={styles.top}>
        <UrlBar workflow={workflow} editing={editing} />
        <SendButton slug={workflow.slug} reason={reasonOf(problems)} onSend={onSend} />
      </div>
      <Tabs
        label="Request"
        items={items}
        value={tab}
        onChange={choose}
        trailing={
          <>
            {notes.length > 0 ? (
              <IconButton
                label={`${plural(notes.length, 'remark')} on these bytes`}
                className="warn"
                title={notes.join('\n')}
                onClick={() => choose('raw')}
              >
                <TriangleAlert aria-hidden />
              </IconButton>
            ) : null}
            {editing.edited ? (
              <IconButton label="Discard edits" onClick={editing.discard}>
                <Undo2 aria-hidden />
              </IconButton>
            ) : null}
            <RecentSends workflow={workflow} name={request.name} />
          </>
        }
        between={
          <Remarks
            notes={tab === 'headers' || tab === 'raw' ? notes : []}
            failure={tab === 'raw' ? undefined : composing.failure}
          />
        }
      />
    </>
  )
}

/** The request side of the workbench: what is sent to `workflow`, from the saved request `entry` with its unsaved edits. */
export const Composer = ({
  workflow,
  entry,
}: {
  readonly workflow: WorkflowEntry | undefined
  readonly entry: RequestEntry | undefined
}) =>
  workflow ? (
    <OfWorkflow workflow={workflow} entry={entry} />
  ) : (
    <EmptyState icon={<SendIcon aria-hidden />} title="No workflow">
      Add a workflow to send requests to it.
    </EmptyState>
  )

const OfWorkflow = ({
  workflow,
  entry,
}: {
  readonly workflow: WorkflowEntry
  readonly entry: RequestEntry | undefined
}) => {
  const editing = useEditing(workflow, entry)
  const trigger = workflow.document?.trigger
  if (trigger?.type === 'event')
    return (
      <EmptyState icon={<SendIcon aria-hidden />} title={`Started by the event ${trigger.event}`}>
        An app sends this event to the SDK's address; a request cannot start it.
      </EmptyState>
    )
  if (workflow.id === null)
    return (
      <EmptyState icon={<SendIcon aria-hidden />} title="This workflow does not load">
        It has no id to send to. Mend {workflow.file}.
      </EmptyState>
    )
  if (!editing) {
    const issue = entry?.issues[0]
    return (
      <EmptyState icon={<SendIcon aria-hidden />} title="This test request does not load">
        {issue ? `${issue.file}, line ${issue.line}: ${issue.message}` : entry?.file}
      </EmptyState>
    )
  }
  return (
    <section className={styles.composer} aria-label="Composer">
      <Editor workflow={workflow} entry={entry} editing={editing} />
    </section>
  )
}

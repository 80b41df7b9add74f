import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Listbox } from '../../components/listbox.tsx'
import { plural } from '../../format.ts'
import { useDrafts } from '../../stores/drafts.ts'
import { navigate } from '../../stores/router.ts'
import { useRuns } from '../../stores/runs.ts'
import {
  selectRefused,
  selectRequest,
  selectRun,
  selectWorkflow,
  useSelectedRequest,
  useSelectedWorkflow,
  useShownRun,
} from '../../stores/selection.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import styles from './sidebar.module.css'
import { requestOption, runListOf, runOption, workflowOption } from './sidebar-rows.tsx'

const Section = ({ title, hint }: { readonly title: string; readonly hint?: string }) => (
  <div className={styles.sec}>
    <h3>{title}</h3>
    {hint ? <span className="el">{hint}</span> : null}
  </div>
)

const Nothing = ({ children }: { readonly children: ReactNode }) => <p className={styles.nothing}>{children}</p>

/** Workflows, the selected one's test requests, and its newest runs with the requests that started none. */
export const Sidebar = () => {
  const state = useWorkspace(store => store.state)
  const workflow = useSelectedWorkflow()
  const request = useSelectedRequest()
  const drafts = useDrafts(store => store.drafts)
  const { runId, refusedId } = useShownRun()
  const index = useRuns()
  const runs = runListOf(index, workflow)
  const now = Date.now()

  return (
    <div className={styles.sidebar}>
      <div className={styles.lists}>
        <Section title="Workflows" />
        <Listbox
          label="Workflows"
          options={(state?.workflows ?? []).map(entry => workflowOption(entry, index))}
          selected={workflow?.slug}
          onSelect={selectWorkflow}
        />
        {state && state.workflows.length === 0 ? <Nothing>No file in workflows/ yet.</Nothing> : null}
        <Section title="Test requests" />
        <Listbox
          label="Test requests"
          options={(workflow?.requests ?? []).map(entry => requestOption(entry, workflow, index, entry.key in drafts))}
          selected={request?.key}
          onSelect={key => workflow && selectRequest(workflow.slug, key)}
        />
        {workflow && workflow.requests.length === 0 ? <Nothing>None saved for this workflow.</Nothing> : null}
        <Section title="Runs" hint={workflow?.name} />
        <Listbox
          label="Runs"
          options={runs.map(entry => runOption(entry, now))}
          selected={refusedId ?? runId}
          onSelect={id =>
            runs.some(entry => entry.kind === 'refused' && entry.refused.id === id) ? selectRefused(id) : selectRun(id)
          }
        />
        {workflow && runs.length === 0 ? <Nothing>Send a request: its run stands here.</Nothing> : null}
      </div>
      <button type="button" className={styles.all} onClick={() => navigate({ place: 'history' })}>
        <span>All {plural(state?.history.runs ?? 0, 'run')}</span>
        <ArrowRight className="sm" aria-hidden />
      </button>
    </div>
  )
}

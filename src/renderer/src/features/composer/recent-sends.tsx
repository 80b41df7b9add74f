import { History } from 'lucide-react'
import type { WorkflowEntry } from '../../../../shared/control.ts'
import type { RunSummary } from '../../../../shared/execution.ts'
import { IconButton } from '../../components/button.tsx'
import { Menu, type MenuItem } from '../../components/menu.tsx'
import { StatusCode } from '../../components/status-code.tsx'
import { duration, shortTime } from '../../format.ts'
import { useRuns } from '../../stores/runs.ts'
import { selectRun } from '../../stores/selection.ts'

const SHOWN = 50
const NOTHING: MenuItem = {
  id: 'none',
  label: 'This request was not sent yet',
  disabled: true,
  onSelect: () => undefined,
}

const itemOf = (run: RunSummary, now: number): MenuItem => ({
  id: run.id,
  label: shortTime(run.startedAt, now),
  icon: run.code === null ? <span className="d3 mono">···</span> : <StatusCode code={run.code} size="sm" />,
  hint: run.responseMs === null ? run.status.toLowerCase() : duration(run.responseMs),
  onSelect: () => selectRun(run.id),
})

/** The last sends of a request, the newest first; one shows its run. */
export const RecentSends = ({ workflow, name }: { readonly workflow: WorkflowEntry; readonly name: string }) => {
  const recent = useRuns(state => (workflow.id === null ? undefined : state.recent[workflow.id]))
  const summaries = useRuns(state => state.summaries)
  const runs = (recent ?? []).flatMap(id => summaries[id] ?? []).filter(run => run.requestName === name)
  const now = Date.now()
  const items = runs.slice(0, SHOWN).map(run => itemOf(run, now))
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="Last sends">
          <History aria-hidden />
        </IconButton>
      }
      items={items.length > 0 ? items : [NOTHING]}
    />
  )
}

import {
  ArrowUpRight,
  Contrast,
  Copy,
  History,
  type LucideIcon,
  Radio,
  Send,
  Settings2,
  SquarePlay,
  Workflow,
} from 'lucide-react'
import type { RequestEntry, WorkflowEntry } from '../../../shared/control.ts'
import { copyText } from '../components/copy-button.tsx'
import { useCatch } from '../features/workflows/catch.ts'
import { shortId, shortTime } from '../format.ts'
import { navigate } from '../stores/router.ts'
import { byNewest } from '../stores/run-index.ts'
import { useRuns } from '../stores/runs.ts'
import { selectRequest, selectRun, selectWorkflow } from '../stores/selection.ts'
import { sendEntry } from '../stores/sends.ts'
import { useWorkspace } from '../stores/workspace.ts'
import { useTheme } from '../theme/theme.ts'

/** Something the palette can do. `group` says what it is. */
export type Command = {
  readonly id: string
  readonly label: string
  readonly group: string
  readonly Icon: LucideIcon
  readonly run: () => void
}

const SHOWN = 60
const RUNS = 40

/** The commands whose label or group holds every typed word; those that begin with the text stand first. */
export const matchCommands = (commands: readonly Command[], text: string): readonly Command[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const hits = commands.filter(({ label, group }) => {
    const hay = `${label} ${group}`.toLowerCase()
    return words.every(word => hay.includes(word))
  })
  const begins = (command: Command): number => (words[0] && command.label.toLowerCase().startsWith(words[0]) ? 0 : 1)
  return hits.sort((a, b) => begins(a) - begins(b)).slice(0, SHOWN)
}

/** Everything there is to do now, for the selected workflow and request. */
export const allCommands = (
  workflow: WorkflowEntry | undefined,
  request: RequestEntry | undefined,
): readonly Command[] => {
  const { state } = useWorkspace.getState()
  const { summaries } = useRuns.getState()
  const { choose } = useTheme.getState()
  const url = workflow?.triggerUrl
  const now = Date.now()
  return [
    ...(workflow && request
      ? [
          {
            id: 'send',
            label: `Send ${request.name}`,
            group: 'Command',
            Icon: Send,
            run: () => sendEntry(workflow, request),
          },
        ]
      : []),
    ...(state?.workflows ?? []).map(entry => ({
      id: `workflow ${entry.slug}`,
      label: entry.name,
      group: 'Workflow',
      Icon: Workflow,
      run: () => selectWorkflow(entry.slug),
    })),
    ...(state?.workflows ?? []).flatMap(entry =>
      entry.requests.map(item => ({
        id: `request ${item.key}`,
        label: item.name,
        group: `Test request of ${entry.name}`,
        Icon: ArrowUpRight,
        run: () => {
          selectRequest(entry.slug, item.key)
          navigate({ place: 'workbench' })
        },
      })),
    ),
    ...(url
      ? [{ id: 'copy-url', label: 'Copy trigger URL', group: 'Command', Icon: Copy, run: () => void copyText(url) }]
      : []),
    {
      id: 'catch',
      label: 'Catch a request',
      group: 'Command',
      Icon: Radio,
      run: () => useCatch.getState().start(workflow),
    },
    { id: 'history', label: 'History', group: 'Place', Icon: History, run: () => navigate({ place: 'history' }) },
    { id: 'settings', label: 'Settings', group: 'Place', Icon: Settings2, run: () => navigate({ place: 'settings' }) },
    { id: 'dark', label: 'Theme: dark', group: 'Command', Icon: Contrast, run: () => choose('dark') },
    { id: 'light', label: 'Theme: light', group: 'Command', Icon: Contrast, run: () => choose('light') },
    { id: 'system', label: 'Theme: like the system', group: 'Command', Icon: Contrast, run: () => choose('system') },
    ...Object.values(summaries)
      .sort(byNewest)
      .slice(0, RUNS)
      .map(run => ({
        id: `run ${run.id}`,
        label: `${run.workflow}, ${run.code ?? run.status.toLowerCase()}, ${shortTime(run.startedAt, now)}`,
        group: `Run ${shortId(run.id)}`,
        Icon: SquarePlay,
        run: () => selectRun(run.id),
      })),
  ]
}

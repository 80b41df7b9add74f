import { type Command, InvalidArgumentError, Option } from 'commander'
import { HistoryError, readHistory } from '../../host/history/index.ts'
import type { HistoryReader } from '../../host/history/types.ts'
import { WorkspaceError } from '../../host/workspace/errors.ts'
import type { Workspace } from '../../host/workspace/types.ts'
import { openWorkspace } from '../../host/workspace/workspace.ts'
import type { RunStatus } from '../../shared/execution.ts'
import { pathFrom } from '../arguments.ts'
import { ExitError, UNUSABLE, USAGE } from '../exit.ts'
import { listEntry, runTable } from '../history-list.ts'
import { runReport } from '../history-run.ts'
import { runText } from '../history-text.ts'
import { registerReplay } from './history-replay.ts'

const STATUSES: readonly RunStatus[] = ['EXECUTING', 'DELAYED', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED']

/** Runs are asked for this many at a time. */
const PAGE = 500

interface ListOptions {
  workflow?: string
  status?: RunStatus
  code?: number
  limit: number
  json?: boolean
  workspace: string
}

/** `history …`: `list` and `show` read the runs beside whoever writes them, or without a host (contract §3). */
export function registerHistory(program: Command): void {
  const history = program.command('history').description('look at the runs that are kept')
  history
    .command('list')
    .description('list runs, newest first')
    .option('--workflow <name>', 'of one workflow: slug, id or name')
    .addOption(new Option('--status <status>', 'with this status').choices(STATUSES).argParser(status))
    .option('--code <n>', 'answered with this HTTP status', wholeNumber)
    .option('--limit <n>', 'at most this many', wholeNumber, 50)
    .option('--json', 'print JSON')
    .option('--workspace <dir>', 'the workspace’s folder', '.')
    .action((options: ListOptions) =>
      withHistory(options.workspace, async (reader, workspace) => {
        const runs = await list(reader, options, await workflowId(reader, workspace, options.workflow))
        console.log(options.json ? JSON.stringify(runs.map(listEntry), null, 2) : runTable(runs))
      }),
    )
  history
    .command('show')
    .description('show one run: its request, its steps and its answer')
    .argument('<id>', 'the run’s id')
    .option('--json', 'print JSON')
    .option('--workspace <dir>', 'the workspace’s folder', '.')
    .action((id: string, options: { json?: boolean; workspace: string }) =>
      withHistory(options.workspace, async reader => {
        const run = await reader.get(id.toLowerCase())
        if (!run) throw new ExitError(USAGE, `No run has the id ${id}. triggerbench history list shows the runs`)
        const report = await runReport(run, reader)
        console.log(options.json ? JSON.stringify(report, null, 2) : runText(report))
      }),
    )
  registerReplay(history)
}

async function withHistory(
  folder: string,
  use: (reader: HistoryReader, workspace: Workspace) => Promise<void>,
): Promise<void> {
  let reader: HistoryReader | undefined
  try {
    const workspace = await openWorkspace(pathFrom(folder), { watch: false })
    reader = readHistory(workspace.dataDir)
    await use(reader, workspace)
    await workspace.close()
  } catch (error) {
    if (error instanceof WorkspaceError || error instanceof HistoryError) throw new ExitError(UNUSABLE, error.message)
    throw error
  } finally {
    await reader?.close()
  }
}

async function list(reader: HistoryReader, { status, code, limit }: ListOptions, workflow: string | undefined) {
  const runs = []
  let before: string | undefined
  do {
    const left = Math.min(PAGE, limit - runs.length)
    const page = await reader.list({ workflowId: workflow, status, code, limit: left, before })
    runs.push(...page.items)
    before = page.next ?? undefined
  } while (before !== undefined && runs.length < limit)
  return runs
}

/** A document's workflow, or one that ran once and is gone. */
async function workflowId(
  reader: HistoryReader,
  workspace: Workspace,
  name: string | undefined,
): Promise<string | undefined> {
  if (name === undefined) return undefined
  const id = workspace.find(name)?.id
  if (id) return id
  const known = await reader.workflows()
  const gone = known.find(workflow => workflow.id === name || workflow.slug === name || workflow.name === name)
  if (gone) return gone.id
  const names = workspace.workflows.map(({ slug }) => slug).join(', ')
  throw new ExitError(USAGE, `No workflow is called ${JSON.stringify(name)}. This workspace has ${names || 'none'}`)
}

function status(text: string): RunStatus {
  const found = STATUSES.find(name => name === text.toUpperCase())
  if (!found) throw new InvalidArgumentError(`The statuses are ${STATUSES.join(', ')}.`)
  return found
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('This is a whole number.')
  return Number(text)
}

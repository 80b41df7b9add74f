import { liveDetail } from './control/live-detail.ts'
import type { Run } from './engine/run.ts'
import type { History } from './history/types.ts'
import type { Replay } from './replay.ts'
import type { TaskHistory } from './trigger/options.ts'
import type { Workspace } from './workspace/types.ts'

export interface TaskHistoryOptions {
  readonly workspace: Pick<Workspace, 'settings'>
  readonly history: Pick<History, 'reader' | 'files'>
  /** What the history masks: secrets, and credentials that were issued. */
  readonly secretsToMask: () => readonly string[]
  /** A run that is under way, or whose end is not on disk yet. */
  readonly live: (runId: string) => Run | undefined
  readonly replay: Replay
  readonly sign: (key: string) => string
}

/** What Task History is answered from: the history, and the engine for runs under way. */
export function createTaskHistory(options: TaskHistoryOptions): TaskHistory {
  const { workspace, history, secretsToMask, live, replay, sign } = options
  const { reader, files } = history
  return {
    executions: filter => reader.executions(filter),
    async detail(runId) {
      const run = live(runId)
      if (!run) return reader.get(runId)
      const { keepAuthorization } = workspace.settings.history
      return liveDetail(run, { files, sign, secrets: secretsToMask, keepAuthorization })
    },
    async version(runId) {
      const run = live(runId)
      return run ? { slug: run.workflow.slug, snapshot: run.workflow.snapshot() } : reader.version(runId)
    },
    replay,
  }
}

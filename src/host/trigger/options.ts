import type { RunDetail, RunSource } from '../../shared/execution.ts'
import type { Engine } from '../engine/engine.ts'
import type { Run } from '../engine/run.ts'
import type { ExecutionFilter, ExecutionPage, RunVersion } from '../history/types.ts'
import type { WaitingOptions } from './answering.ts'
import type { Auth } from './auth.ts'
import type { WorkflowTable } from './workflows.ts'

/** What Task History and the dashboard's links are answered from. */
export interface TaskHistory {
  readonly executions: (filter: ExecutionFilter) => Promise<ExecutionPage>
  /** A run as the history has it, or as far as it is while it goes on. */
  readonly detail: (runId: string) => Promise<RunDetail | undefined>
  /** The version that a run ran. */
  readonly version: (runId: string) => Promise<RunVersion | undefined>
  /** Runs a run's input again, if it is one of this project (host/replay.ts). */
  readonly replay: (runId: string, projectId: string) => Promise<Run>
}

/** What the trigger listener is handed. */
export interface TriggerOptions extends WaitingOptions {
  readonly engine: Engine
  readonly workflows: WorkflowTable
  readonly auth: Auth
  readonly taskHistory: TaskHistory
  /** The port answered on, known once it listens. */
  readonly port: () => number
  /** Who sent a request: the composer and the command line register their sockets by local port. */
  readonly originOf: (
    address: string | undefined,
    port: number | undefined,
  ) => { source: RunSource; requestName?: string } | undefined
  /** False while the host stops. */
  readonly accepting: () => boolean
  readonly refused: (at: number) => void
  /** A request was kept as test data at this time (epoch milliseconds). */
  readonly captured: (at: number) => void
  /** Where what is no user's error goes. */
  readonly log: (error: unknown) => void
}

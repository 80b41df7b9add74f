import type { RunSource } from '../../shared/execution.ts'
import type { Engine } from '../engine/engine.ts'
import type { AnsweringOptions } from './answering.ts'
import type { Auth } from './auth.ts'
import type { WorkflowTable } from './workflows.ts'

/** What the trigger listener is handed. */
export interface TriggerOptions extends AnsweringOptions {
  readonly engine: Engine
  readonly workflows: WorkflowTable
  readonly auth: Auth
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

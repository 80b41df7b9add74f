import type { Clock } from './engine/clock.ts'
import type { Engine } from './engine/engine.ts'
import type { History } from './history/index.ts'
import type { HostRecord } from './workspace/host-file.ts'
import type { Trust } from './workspace/trust.ts'
import type { Workspace } from './workspace/types.ts'

export interface HostOptions {
  /** The workspace's folder. */
  readonly root: string
  /** In place of `trigger.port`; 0 is any free port. */
  readonly port?: number
  /** Of the control listener; 0 is any free port. Absent, it is the one that this workspace had last time, if that is free. */
  readonly controlPort?: number
  /** Whether Functions of the folder may run. */
  readonly trust: (root: string) => Trust
  /** Of the control API; made when absent. */
  readonly token?: string
  /** Where the built UI lies. */
  readonly uiDir?: string
  readonly clock?: Clock
  /** Where what is no user's error goes. */
  readonly log?: (error: unknown) => void
}

export interface Host {
  readonly hostId: string
  /** `http://127.0.0.1:4750` */
  readonly triggerUrl: string
  /** Opens the app: the token stands in its fragment. */
  readonly controlUrl: string
  readonly token: string
  readonly workspace: Workspace
  readonly history: History
  readonly trust: Trust
  readonly runs: Pick<Engine, 'live' | 'running' | 'cancel' | 'pause' | 'held' | 'resume' | 'step' | 'change'>
  /** Answers SHUTTING_DOWN, ends runners and listeners, writes what is queued and gives the workspace back. */
  close(): Promise<void>
}

/** Another host holds the workspace. */
export class HostRunningError extends Error {
  readonly running: HostRecord | undefined
  constructor(running: HostRecord | undefined) {
    super(
      running ? `A host runs on this workspace already, at ${running.trigger}` : 'Another process holds this workspace',
    )
    this.name = 'HostRunningError'
    this.running = running
  }
}

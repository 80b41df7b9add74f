import type { Composer } from '../composer/composer.ts'
import type { Clock } from '../engine/clock.ts'
import type { Run } from '../engine/run.ts'
import type { History } from '../history/types.ts'
import type { TokenIssuer } from '../tokens/issue.ts'
import type { Trust } from '../workspace/trust.ts'
import type { Workspace } from '../workspace/types.ts'
import type { EventHub } from './events.ts'
import type { Signer } from './signing.ts'

/** The runs under way. */
export interface LiveRuns {
  live(id: string): Run | undefined
  /** Ends a run; false when it is not under way. */
  cancel(id: string): boolean
  /** Runs a run's input again; rejects with EXECUTION_NOT_FOUND and what else replay.ts says. */
  replay(id: string): Promise<Run>
  /** Resolves when a replay's large answer is on disk; undefined when none is on its way there. */
  recorded(id: string): Promise<void> | undefined
}

export interface ControlOptions {
  /** 0 is any free port. */
  readonly port: number
  /** 128 bits of randomness or more. */
  readonly token: string
  readonly hostId: string
  /** Triggerbench's version. */
  readonly version: string
  /** Where the built UI lies; undefined serves none. */
  readonly uiDir: string | undefined
  readonly clock: Clock
  readonly workspace: Workspace
  readonly trust: Trust
  readonly history: Pick<History, 'reader' | 'files'>
  /** What the history masks: secrets, and credentials that were issued. */
  readonly secretsToMask: () => readonly string[]
  readonly runs: LiveRuns
  readonly composer: Composer
  readonly tokens: TokenIssuer
  /** Makes the addresses in what history and composer give, too. */
  readonly signer: Signer
  readonly trigger: () => { readonly url: string; readonly port: number; readonly exposed: boolean }
  /** Where what is no user's error goes. */
  readonly log: (error: unknown) => void
}

/** What the routes work with. */
export interface ControlContext extends ControlOptions {
  readonly hub: EventHub
  /** Resolves with the run when it has ended, or as it is after a minute; at once when it is not under way. */
  readonly ended: (id: string, signal: AbortSignal) => Promise<Run | undefined>
}

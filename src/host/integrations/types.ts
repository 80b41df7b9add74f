import type { Clock } from '../engine/clock.ts'
import type { FileStore } from '../files.ts'

export interface ActionContext {
  readonly clock: Clock
  readonly files: FileStore
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
  /** The most an answer's body that becomes a value may hold, in bytes (`limits.stepOutput`). */
  readonly largestBody?: number
}

/**
 * A local stand-in. Input and result are a run's data: JSON values with FileRef leaves.
 * A failure throws a UserError (STEP_FAILED) that names the field and says what to do.
 */
export interface Integration {
  readonly kind: 'crm' | 'storage' | 'email' | 'http'
  readonly actions: readonly string[]
  run(action: string, input: Record<string, unknown>, context: ActionContext): Promise<unknown>
  /** Back to what it starts from. */
  reset(): Promise<void>
  close(): Promise<void>
}

import type { Authorization } from '../../shared/steps/request.ts'
import type { Clock } from '../engine/clock.ts'
import type { FileStore } from '../files.ts'

/** An outgoing request with its templates resolved; FileRef leaves where files are sent. */
export interface OutgoingRequest {
  method: string
  url: string
  /** Relative urls are joined to it. The authorization is then one of the settings, which the run's records do not name. */
  baseUrl?: string
  params: [name: string, value: string][]
  headers: [name: string, value: string][]
  bodyType?: 'json' | 'form-data' | 'x-www-form-urlencoded' | 'xml' | 'raw' | 'graphql'
  body?: unknown
  authorization?: Authorization
  timeoutMs?: number
}

/** `body`: parsed JSON, text, or a FileRef for binary; null for none. Header names lower-case, repeated values as arrays. */
export interface OutgoingResponse {
  statusCode: number
  headers: Record<string, string | string[]>
  body: unknown
  /** The answers that led elsewhere, in order; absent when the first answer was the last. */
  redirects?: Redirect[]
}

/** An answer that led elsewhere: its status, the address it came from and the one it named. */
export interface Redirect {
  statusCode: number
  url: string
  location: string
}

export interface SendContext {
  readonly signal: AbortSignal
  readonly files: FileStore
  readonly clock: Clock
  /** The most a body that becomes a value in the run's data may hold, in bytes (`limits.stepOutput`); 50 MiB when absent. Files may be larger. */
  readonly largestBody?: number
}

/**
 * Performs outgoing requests: one place for limits, cancelling, and later recording. Redirects are followed. Throws a
 * UserError: STEP_FAILED when no answer came, STEP_OUTPUT_TOO_LARGE, CANCELLED.
 */
export type Send = (request: OutgoingRequest, context: SendContext) => Promise<OutgoingResponse>

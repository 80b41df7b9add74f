import type { StepKind } from './steps/index.ts'

/** Where a run stands (contract §4). */
export type RunStatus = 'EXECUTING' | 'DELAYED' | 'PAUSED' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'

/** Who started a run. */
export type RunSource = 'client' | 'test-request' | 'cli' | 'replay' | 'event'

/** Headers in wire order, case kept. */
export type HeaderList = [name: string, value: string][]

/** Why a step or a run failed. `remedy` says what to do; `stack` points into the user's source where there is one. */
export interface ExecutionError {
  code: string
  message: string
  stepId?: string
  remedy?: string
  stack?: string
}

/** One line a Function wrote. `at` is epoch milliseconds. */
export interface LogLine {
  at: number
  level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  text: string
}

/** `trigger` stands first among a run's steps, with the id `trigger`. */
export type ExecutedKind = StepKind | 'trigger'

/** A text that is kept masked, and what a replay makes it of again: its parts, with secrets by their name. */
export interface MaskedText {
  /** Where in the step's output it stands. */
  path: string[]
  parts: (string | { secret: string })[]
}

/** One execution of one step. */
export interface StepExecution {
  stepId: string
  kind: ExecutedKind
  /** The step's name, or its id where it has none. */
  name: string
  status: RunStatus
  /** Milliseconds since the run began, with fractions. */
  startedAt: number
  /** Milliseconds with fractions; null while it runs. */
  durationMs: number | null
  attempts: number
  /** The resolved input; files as StoredFile. */
  input: unknown
  /** What later steps read (`result`, `response`, …); files as StoredFile. */
  output: unknown
  error?: ExecutionError
  logs?: LogLine[]
  /** References that were missing when the input was resolved, as written. */
  missing?: string[]
  /** Iteration indexes of the fan-outs around it, outermost first. */
  iteration?: number[]
  /** On the trigger: what of its output held secrets. */
  masked?: MaskedText[]
  /** Values that a person put in place of the ones above while the run was paused. */
  edited?: { input?: unknown; output?: unknown }
}

/** Bytes kept with a run. `url` is a signed address on the control listener that answers with Range. */
export interface BodyRef {
  size: number
  sha256: string
  url: string
  /** The type by its bytes, when they tell one. */
  detected?: string
}

/** A request as it came over the socket; masked header values read `••••••`. */
export interface RecordedRequest {
  method: string
  /** Path and query as sent. */
  target: string
  httpVersion: string
  headers: HeaderList
  body: BodyRef | null
}

/** The answer as it left. */
export interface RecordedResponse {
  status: number
  headers: HeaderList
  body: BodyRef | null
  /** Milliseconds since the run began. */
  sentAt: number
  /** Absent: written to the socket. `replay`: nobody waits for the answer of a replay. */
  notSent?: 'client gone' | 'replay'
}

/** A run in a list. Times are epoch milliseconds and durations milliseconds, both with fractions. */
export interface RunSummary {
  id: string
  workflowId: string
  workflow: string
  status: RunStatus
  /** The HTTP status that was answered; null when none (yet). */
  code: number | null
  source: RunSource
  /** The name of the saved test request it was sent from. */
  requestName?: string
  method: string
  startedAt: number
  durationMs: number | null
  responseMs: number | null
  /** Bytes of the response body. */
  responseSize: number | null
  /** The response's Content-Type. */
  contentType: string | null
  error?: ExecutionError
  userId: string
}

export interface RunDetail extends RunSummary {
  /** The hash of the workflow document and its function files that it ran. */
  version: string
  projectId: string
  request: RecordedRequest
  response: RecordedResponse | null
  steps: StepExecution[]
}

/** A request that was sent as test data for a workflow (contract §2). */
export interface CaptureSummary {
  id: string
  workflowId: string
  /** Epoch milliseconds. */
  at: number
  method: string
  target: string
  /** The request's Content-Type. */
  contentType: string | null
  /** Bytes of the body as it is kept. */
  size: number
}

export interface CaptureDetail extends CaptureSummary {
  request: RecordedRequest
}

/** A request that started no run: its first 1 MiB and the rule it broke (contract §2). */
export interface RefusedSummary {
  id: string
  at: number
  method: string
  target: string
  status: number
  code: string
  message: string
  workflowId: string | null
}

export interface RefusedDetail extends RefusedSummary {
  request: RecordedRequest
  response: { status: number; headers: HeaderList; text: string }
}

/**
 * The control API: what the UI (and the command line) ask of a running host. Every call carries the token in the
 * header `X-Triggerbench-Token`; bodies are JSON unless said otherwise; errors are `{ message, code, meta? }`.
 *
 * | call | gives |
 * |---|---|
 * | `GET /api/state` | WorkspaceState |
 * | `GET /api/workflows/:id` | WorkflowDetail |
 * | `GET /api/runs?workflow=&status=&code=&before=&limit=` | RunPage, newest first; `before` is a page's `next` |
 * | `GET /api/runs/:id?wait=end` | RunDetail (a live run: as far as it is; with `wait=end` when it has ended, or after a minute) |
 * | `POST /api/runs/:id/cancel` | `{}` |
 * | `POST /api/runs/:id/replay` | ReplayResult, 201: the original input on the version that ran |
 * | `GET /api/refused?before=&limit=` | RefusedPage |
 * | `GET /api/refused/:id` | RefusedDetail |
 * | `GET /api/captures?workflow=&before=&limit=` | CapturePage, newest first: what was sent to `/capture/:id` of the trigger listener |
 * | `GET /api/captures/:id` | CaptureDetail |
 * | `POST /api/send` body SendRequest | SendResult; closing the connection gives the sending up |
 * | `POST /api/compose` body SendRequest | ComposedRequest: the exact bytes that would be sent |
 * | `POST /api/token` body TokenRequest | IssuedToken: a signed test token, which `auth.verify` accepts |
 * | `POST /api/files?name=` body bytes | WorkspaceFile: kept under `files/`, never over another file |
 * | `GET /api/files?path=` | WorkspaceFile |
 * | `POST /api/payloads/:sha256/url` body `{ mimeType?, name? }` | `{ url }`: a signed address |
 * | `POST /api/focus` body `{ path? }` | `{ pages }`: the pages that are open, so many, are asked to come to the front |
 * | `POST /api/trust` | `{}`: the folder's Functions may run from now on |
 * | `GET /api/events` | event stream of ControlEvent (`data:` lines, one JSON each) |
 * | `GET /payloads/…` (signed, no token) | bytes, with Range, `sandbox` CSP and nosniff |
 */
import type { BodyRef, CaptureSummary, HeaderList, RefusedSummary, RunSummary, StepExecution } from './execution.ts'
import type { TestRequest } from './request.ts'
import type { Limits } from './settings.ts'
import type { Workflow } from './workflow.ts'

export const TOKEN_HEADER = 'X-Triggerbench-Token'

/** What is wrong with a document, and where. Lines and columns count from 1. */
export interface DocumentIssue {
  file: string
  line: number
  column: number
  /** The path inside the document, `steps[1].type`; empty for the whole. */
  path: string
  message: string
  severity: 'error' | 'warning'
}

/** A saved test request in the list; `document` is absent when it does not load. */
export interface RequestEntry {
  /** `<slug>/<file name without .request.yaml>` */
  key: string
  name: string
  file: string
  document?: TestRequest
  issues: DocumentIssue[]
}

/** A workflow in the list; `document` is absent when it does not load (then `name` is its slug). */
export interface WorkflowEntry {
  slug: string
  id: string | null
  name: string
  file: string
  document?: Workflow
  /** The hash of the document and its function files. */
  version?: string
  issues: DocumentIssue[]
  requests: RequestEntry[]
  /** Where it answers, e.g. `http://127.0.0.1:4750/projects/crm-demo/sdk/triggers/<id>`. */
  triggerUrl: string | null
}

export interface WorkspaceState {
  hostId: string
  pid: number
  version: string
  workspace: { name: string; path: string; projectId: string }
  trigger: { url: string; port: number; exposed: boolean }
  workflows: WorkflowEntry[]
  /** Problems of triggerbench.yaml and of files that belong to no workflow. */
  issues: DocumentIssue[]
  /** False until a person has said that this folder's Functions may run. */
  trusted: boolean
  limits: Limits
  history: { runs: number; bytes: number }
  /** Step kinds and integration actions this host knows, for menus. */
  integrations: { name: string; kind: string; actions: string[] }[]
}

export interface WorkflowDetail {
  entry: WorkflowEntry
  /** The YAML as it stands on disk. */
  source: string
  /** The source of each Function step by step id; `at` is where in `file` the text of one begins that stands in the document. */
  functions: Record<string, { file: string; source: string; at?: { line: number; column: number } }>
}

export interface RunPage {
  items: RunSummary[]
  /** Pass as `before` for the next page; null at the end. */
  next: string | null
}

export interface RefusedPage {
  items: RefusedSummary[]
  next: string | null
}

export interface CapturePage {
  items: CaptureSummary[]
  next: string | null
}

export interface SendRequest {
  workflowId: string
  request: TestRequest
  /** The saved request it came from, for the run's record. */
  requestName?: string
  /** Who sends it; the composer when absent. */
  source?: 'test-request' | 'cli'
}

/** A test token to be signed; everything has a default. */
export interface TokenRequest {
  /** Whom it is for; `user.userId` of triggerbench.yaml when absent. */
  sub?: string
  /** Milliseconds, or `90s`, `15m`, `1h`; an hour when absent. */
  expiresIn?: string | number
}

/** A signed test token. */
export interface IssuedToken {
  token: string
  sub: string
  /** Epoch milliseconds. */
  expiresAt: number
}

/** The exact bytes that would be sent. */
export interface ComposedRequest {
  method: string
  url: string
  headers: HeaderList
  /** Headers that were added without being asked for, lower-case. */
  automatic: string[]
  raw: BodyRef
  bodySize: number
  notes: string[]
}

export interface SendResult {
  /** The run it started; null when it was refused before one. */
  runId: string | null
  status: number
  reason: string
  headers: HeaderList
  /** The body as received, decoded from the transfer alone. */
  body: BodyRef
  /** The bytes on the wire, both ways. */
  rawRequest: BodyRef
  rawResponse: BodyRef
  /** Milliseconds: to the first byte of the answer, and to its last. */
  firstByteMs: number
  durationMs: number
}

/** The new run of a replay. */
export interface ReplayResult {
  runId: string
}

export interface WorkspaceFile {
  /** Relative to the workspace, with `/`. */
  path: string
  name: string
  size: number
  sha256: string
  /** By its name. */
  mimeType: string
  /** By its bytes, when they tell. */
  detected?: string
  url: string
}

/** A step's state while its run goes; input and output are fetched with the run. */
export type LiveStep = Omit<StepExecution, 'input' | 'output' | 'logs' | 'edited'>

export type ControlEvent =
  | { type: 'hello'; hostId: string }
  /** Documents changed on disk: fetch the state again. */
  | { type: 'workspace' }
  /** Newest state of runs that changed since the last frame, oldest first; `dropped` counts those left out under load. */
  | { type: 'runs'; runs: RunSummary[]; steps: { runId: string; steps: LiveStep[] }[]; dropped: number }
  | { type: 'refused'; refused: RefusedSummary[] }
  /** Requests that were kept as test data since the last frame, oldest first. */
  | { type: 'capture'; captures: CaptureSummary[] }
  /** A second start asked for this window, perhaps for a run. */
  | { type: 'focus'; path?: string }

/** Errors of the control API. */
export interface ControlError {
  message: string
  code: string
  meta?: Record<string, unknown>
}

import type {
  ComposedRequest,
  ControlError,
  RefusedPage,
  RunPage,
  SendRequest,
  SendResult,
  WorkflowDetail,
  WorkspaceFile,
  WorkspaceState,
} from '../../../shared/control.ts'
import { TOKEN_HEADER } from '../../../shared/control.ts'
import type { RefusedDetail, RunDetail } from '../../../shared/execution.ts'
import { takeToken } from './token.ts'

/** An answer of the host that says no, or its silence (`HOST_UNREACHABLE`, status 0). */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly meta: Record<string, unknown> | undefined

  constructor(message: string, code: string, status: number, meta?: Record<string, unknown>) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.meta = meta
  }
}

let token = takeToken()

/** True when this page knows the token; without it the host answers nothing. */
export const hasToken = (): boolean => token !== null

// A fragment can also arrive while the page is open: the same tab is given the app's address again.
addEventListener('hashchange', () => {
  if (location.hash.includes('token=')) {
    token = takeToken()
    location.reload()
  }
})

const failureOf = async (response: Response): Promise<ApiError> => {
  const text = await response.text()
  try {
    const body = JSON.parse(text) as ControlError
    return new ApiError(body.message, body.code, response.status, body.meta)
  } catch {
    return new ApiError(text || `The host answered ${response.status}`, 'HOST_ERROR', response.status)
  }
}

/** One call of the control API with the token; gives the raw response of a 2xx. Throws ApiError; an abort throws as fetch does. */
export const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = new Headers(init.headers)
  headers.set(TOKEN_HEADER, token ?? '')
  let response: Response
  try {
    response = await fetch(path, { ...init, headers, cache: 'no-store' })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new ApiError(
      'The host does not answer. It may be restarting; the page reconnects by itself.',
      'HOST_UNREACHABLE',
      0,
    )
  }
  if (!response.ok) throw await failureOf(response)
  return response
}

const read = async <T>(path: string, init?: RequestInit): Promise<T> => (await (await call(path, init)).json()) as T

const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  read<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: signal ?? null,
  })

const query = (values: Record<string, string | number | undefined>): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text ? `?${text}` : ''
}

/** What a list of runs is narrowed to; `before` continues a page. */
export type RunQuery = {
  readonly workflow?: string
  readonly status?: string
  readonly code?: string
  readonly before?: string
  readonly limit?: number
}

/** The control API, one function a route (`src/shared/control.ts`). All throw ApiError. */
export const api = {
  state: (): Promise<WorkspaceState> => read('/api/state'),
  workflow: (id: string): Promise<WorkflowDetail> => read(`/api/workflows/${encodeURIComponent(id)}`),
  trust: (): Promise<unknown> => post('/api/trust', {}),
  runs: (filter: RunQuery): Promise<RunPage> => read(`/api/runs${query(filter)}`),
  run: (id: string): Promise<RunDetail> => read(`/api/runs/${encodeURIComponent(id)}`),
  cancelRun: (id: string): Promise<unknown> => post(`/api/runs/${encodeURIComponent(id)}/cancel`, {}),
  refused: (filter: { before?: string; limit?: number }): Promise<RefusedPage> => read(`/api/refused${query(filter)}`),
  refusedOne: (id: string): Promise<RefusedDetail> => read(`/api/refused/${encodeURIComponent(id)}`),
  send: (request: SendRequest, signal?: AbortSignal): Promise<SendResult> => post('/api/send', request, signal),
  compose: (request: SendRequest, signal?: AbortSignal): Promise<ComposedRequest> =>
    post('/api/compose', request, signal),
  file: (path: string): Promise<WorkspaceFile> => read(`/api/files${query({ path })}`),
  upload: (name: string, bytes: Blob): Promise<WorkspaceFile> =>
    read(`/api/files${query({ name })}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    }),
  payloadUrl: (sha256: string, as: { mimeType?: string; name?: string } = {}): Promise<{ url: string }> =>
    post(`/api/payloads/${sha256}/url`, as),
}

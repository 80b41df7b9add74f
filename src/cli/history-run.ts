import type { HistoryReader } from '../host/history/types.ts'
import type {
  BodyRef,
  ExecutionError,
  HeaderList,
  LogLine,
  RecordedResponse,
  RunDetail,
  RunSource,
  StepExecution,
} from '../shared/execution.ts'
import { isoTime, type ListEntry, listEntry } from './history-list.ts'
import { microseconds } from './microseconds.ts'

/** Larger bodies are named by their hash: they would be more than a terminal or a JSON parser wants. */
const LARGEST_BODY = 16 * 1024 * 1024

interface BodyReport {
  size: number
  sha256: string
  /** Null when it is larger than 16 MiB. */
  body: string | null
  bodyEncoding: 'utf8' | 'base64'
}

export type MessageReport = { headers: HeaderList } & ({ body: null } | BodyReport)

export interface StepReport {
  id: string
  name: string
  kind: StepExecution['kind']
  status: StepExecution['status']
  startedAt: string
  durationMs: number | null
  attempts: number
  input: unknown
  output: unknown
  error: ExecutionError | null
  logs: LogLine[]
  /** References that were missing when the input was resolved, as written; not there when none was. */
  missing?: string[]
  /** Iteration indexes of the fan-outs around it, outermost first; not there outside of one. */
  iteration?: number[]
}

/** A run as `history show --json` gives it (contract §3): a list entry with its request, response and steps. */
export interface RunReport extends ListEntry {
  source: RunSource
  request: { method: string; target: string; httpVersion: string } & MessageReport
  /** `notSent` is not there when it was written to the socket. */
  response: ({ status: number; sentAt: string; notSent?: RecordedResponse['notSent'] } & MessageReport) | null
  steps: StepReport[]
}

/** All of a run, its bodies as text where they are UTF-8 and as base64 where not. */
export async function runReport(run: RunDetail, reader: HistoryReader): Promise<RunReport> {
  const { request, response } = run
  return {
    ...listEntry(run),
    source: run.source,
    request: {
      method: request.method,
      target: request.target,
      httpVersion: request.httpVersion,
      headers: request.headers,
      ...(await bodyReport(request.body, `run/${run.id}/request`, reader)),
    },
    response: response && {
      status: response.status,
      sentAt: isoTime(run.startedAt + response.sentAt),
      ...(response.notSent ? { notSent: response.notSent } : {}),
      headers: response.headers,
      ...(await bodyReport(response.body, `run/${run.id}/response`, reader)),
    },
    steps: run.steps.map(step => ({
      id: step.stepId,
      name: step.name,
      kind: step.kind,
      status: step.status,
      startedAt: isoTime(run.startedAt + step.startedAt),
      durationMs: microseconds(step.durationMs),
      attempts: step.attempts,
      input: step.input,
      output: step.output,
      error: step.error ?? null,
      logs: step.logs ?? [],
      ...(step.missing ? { missing: step.missing } : {}),
      ...(step.iteration ? { iteration: step.iteration } : {}),
    })),
  }
}

async function bodyReport(
  reference: BodyRef | null,
  key: string,
  reader: HistoryReader,
): Promise<{ body: null } | BodyReport> {
  if (!reference) return { body: null }
  const { size, sha256 } = reference
  const found = size <= LARGEST_BODY ? await reader.body(key) : undefined
  if (!found) return { size, sha256, body: null, bodyEncoding: 'utf8' }
  const chunks: Uint8Array[] = []
  for await (const chunk of found.read(0, found.size)) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  try {
    return {
      size,
      sha256,
      body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      bodyEncoding: 'utf8',
    }
  } catch {
    return { size, sha256, body: bytes.toString('base64'), bodyEncoding: 'base64' }
  }
}

import type { HistoryReader } from '../host/history/types.ts'
import type { BodyRef, ExecutionError, HeaderList, LogLine, RunDetail, StepExecution } from '../shared/execution.ts'
import { formatDuration, formatSize } from '../shared/units.ts'
import { isoTime, type ListEntry, listEntry, localTime } from './history-list.ts'

/** Larger bodies are named by their hash: they would be more than a terminal or a JSON parser wants. */
const LARGEST_BODY = 16 * 1024 * 1024

interface BodyReport {
  size: number
  sha256: string
  /** Null when it is larger than 16 MiB. */
  body: string | null
  bodyEncoding: 'utf8' | 'base64'
}

type MessageReport = { headers: HeaderList } & ({ body: null } | BodyReport)

interface StepReport {
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
  request: { method: string; target: string; httpVersion: string } & MessageReport
  response: ({ status: number; sentAt: string } & MessageReport) | null
  steps: StepReport[]
}

/** All of a run, its bodies as text where they are UTF-8 and as base64 where not. */
export async function runReport(run: RunDetail, reader: HistoryReader): Promise<RunReport> {
  const { request, response } = run
  return {
    ...listEntry(run),
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
      headers: response.headers,
      ...(await bodyReport(response.body, `run/${run.id}/response`, reader)),
    },
    steps: run.steps.map(step => ({
      id: step.stepId,
      name: step.name,
      kind: step.kind,
      status: step.status,
      startedAt: isoTime(run.startedAt + step.startedAt),
      durationMs: step.durationMs,
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

/** A run for people: what came, what each step did, what was answered. */
export function runText(run: RunReport): string {
  const duration = run.durationMs === null ? 'not ended' : formatDuration(run.durationMs)
  const lines = [
    `${run.workflow}  ${run.status}  ${run.code ?? 'no answer'}  ${duration}  ${localTime(Date.parse(run.startedAt))}`,
  ]
  if (run.error) lines.push(`${run.error.code}: ${run.error.message}`)
  lines.push('', `${run.request.method} ${run.request.target} HTTP/${run.request.httpVersion}`, ...message(run.request))
  for (const step of run.steps) {
    const took = step.durationMs === null ? '' : `  ${formatDuration(step.durationMs)}`
    lines.push('', `${step.name}  ${step.kind}  ${step.status}${took}`)
    if (step.error)
      lines.push(`  ${step.error.code}: ${[step.error.message, step.error.remedy].filter(Boolean).join('. ')}`)
    lines.push(...step.logs.map(log => `  ${log.level}: ${log.text}`))
    if (step.missing) lines.push(`  missing ${step.missing.join(', ')}`)
    lines.push(`  input   ${JSON.stringify(step.input)}`, `  output  ${JSON.stringify(step.output)}`)
  }
  if (run.response) lines.push('', `HTTP ${run.response.status}`, ...message(run.response))
  return lines.join('\n')
}

function message(part: MessageReport): string[] {
  const lines = part.headers.map(([name, value]) => `${name}: ${value}`)
  if (!('size' in part)) return lines
  const text = part.bodyEncoding === 'utf8' && part.body !== null
  return [...lines, '', text ? (part.body ?? '') : `(${formatSize(part.size)}, SHA-256 ${part.sha256})`]
}

import type { MaskedText, StepExecution } from '../../shared/execution.ts'
import { stringifyRecord } from '../../shared/file-value.ts'
import { isRecord } from '../../shared/json.ts'
import type { Run } from '../engine/run.ts'
import { kind, status } from './codes.ts'
import { taskCount } from './tasks.ts'

/** What an entry leaves out because it stands elsewhere in the row. */
interface LeftOut {
  /** The trigger's `request.headers` are the request's header list. */
  headers?: 1
  /** `request.body` (trigger) or `body` (response) is the JSON (1) or the text (2) of the body's bytes. */
  body?: 1 | 2
  /** The response step's input has the same body. */
  input?: 1
}

type Details = Pick<StepExecution, 'error' | 'logs' | 'missing' | 'iteration' | 'edited' | 'masked'> & {
  left?: LeftOut
}

/**
 * The first entry of the column `record`: what the row has no column for. `notSent` is 0, or the status of an answer
 * whose client was gone; 1 in older rows, which have that status in the column `code`.
 */
type Head = [target: string, requestHead: string, httpVersion: string, notSent: number]

/** A step in the column `record`. The name is 0 where it is the id. */
type Entry = [
  stepId: string,
  kind: number,
  name: string | 0,
  status: number,
  startedAt: number,
  durationMs: number | null,
  attempts: number,
  input: unknown,
  output: unknown,
  details?: Details,
]

/** What the row keeps beside the steps, to be left out of them. */
export interface Beside {
  readonly target: string
  readonly requestHead: string
  /** The trigger's headers are those of the request. */
  readonly sameHeaders: boolean
  /** The bytes of the bodies as they came and left; undefined when there are none at hand. */
  readonly requestBody: Uint8Array | undefined
  /** What a request's body in the payload store gives again. */
  readonly requestRead: Run['request']['read']
  readonly responseBody: Uint8Array | undefined
  /** What of the trigger's output is masked, and by which secrets. */
  readonly masked: readonly MaskedText[] | undefined
}

/** The column `record`: compact JSON of all steps of a run, files by their hash, without what the row has already. */
export function encodeRecord(run: Run, beside: Beside): string {
  const notSent = run.response?.notSent === undefined ? 0 : run.response.status
  const entries: [Head, ...Entry[]] = [[beside.target, beside.requestHead, run.request.httpVersion, notSent]]
  for (const step of run.steps) {
    const entry: Entry = [
      step.stepId,
      kind.toCode(step.kind),
      step.name === step.stepId ? 0 : step.name,
      status.toCode(step.status),
      micro(step.startedAt),
      step.durationMs === null ? null : micro(step.durationMs),
      step.attempts,
      step.input,
      step.output,
    ]
    const left = leaveOut(step, entry, beside)
    const masked = step.kind === 'trigger' && beside.masked?.length ? [...beside.masked] : undefined
    if (left || masked || step.error || step.logs?.length || step.missing?.length || step.iteration || step.edited) {
      entry.push({
        error: step.error,
        logs: step.logs?.length ? step.logs : undefined,
        missing: step.missing?.length ? step.missing : undefined,
        iteration: step.iteration,
        edited: step.edited,
        masked,
        left,
      })
    }
    entries.push(entry)
  }
  return stringifyRecord(entries)
}

/** The column `record`, read. */
export interface DecodedRecord {
  target: string
  requestHead: string
  httpVersion: string
  /** The status of an answer that found no client, 1 in older rows; 0 when it was sent, or there is none. */
  notSent: number
  /** `headers` gives the trigger's header object, `bodies` the bytes of the bodies. */
  steps(headers: () => Record<string, string>, bodies: Bodies): StepExecution[]
}

export interface Bodies {
  readonly request: () => Uint8Array
  readonly response: () => Uint8Array
}

/** Reads the column `record`. */
export function decodeRecord(text: string): DecodedRecord {
  const [[target, requestHead, httpVersion, notSent], ...entries] = JSON.parse(text) as [Head, ...Entry[]]
  return {
    target,
    requestHead,
    httpVersion,
    notSent,
    steps: (headers, bodies) => decodeSteps(entries, headers, bodies),
  }
}

/** The tasks of a run, by its column `record` (tasks.ts). */
export function tasksIn(text: string): number {
  const [, ...entries] = JSON.parse(text) as [Head, ...Entry[]]
  return taskCount(entries.map(entry => ({ kind: kind.fromCode(entry[1]), status: status.fromCode(entry[3]) })))
}

function decodeSteps(
  entries: readonly Entry[],
  headers: () => Record<string, string>,
  bodies: Bodies,
): StepExecution[] {
  return entries.map(entry => {
    const [stepId, kindCode, name, statusCode, startedAt, durationMs, attempts, input, output, details] = entry
    const { left, ...rest } = details ?? {}
    if (left && isRecord(output)) {
      if (isRecord(output.request)) {
        if (left.headers) output.request.headers = headers()
        if (left.body) output.request.body = readBody(bodies.request(), left.body)
      } else if (left.body) {
        output.body = readBody(bodies.response(), left.body)
        if (left.input && isRecord(input)) input.body = output.body
      }
    }
    return {
      stepId,
      kind: kind.fromCode(kindCode),
      name: name === 0 ? stepId : name,
      status: status.fromCode(statusCode),
      startedAt,
      durationMs,
      attempts,
      input,
      output,
      ...rest,
    }
  })
}

function leaveOut(step: StepExecution, entry: Entry, beside: Beside): LeftOut | undefined {
  const output = step.output
  if (!isRecord(output)) return undefined
  if (step.kind === 'trigger') {
    const request = output.request
    if (!isRecord(request)) return undefined
    const { requestRead: read, requestBody } = beside
    const known = read !== undefined && read.value === request.body ? read.as : undefined
    const body = 'body' in request ? (known ?? sameText(request.body, requestBody)) : undefined
    if (!beside.sameHeaders && !body) return undefined
    const rest = { ...request }
    if (beside.sameHeaders) rest.headers = 0
    if (body) rest.body = 0
    entry[8] = { ...output, request: rest }
    return { headers: beside.sameHeaders ? 1 : undefined, body }
  }
  if (step.kind === 'response' && 'body' in output) {
    const body = sameText(output.body, beside.responseBody)
    if (!body) return undefined
    entry[8] = { ...output, body: 0 }
    const sameInput = isRecord(step.input) && step.input.body === output.body
    if (sameInput) entry[7] = { ...(step.input as object), body: 0 }
    return { body, input: sameInput ? 1 : undefined }
  }
  return undefined
}

/** How the bytes give the value again: as JSON (1), as text (2), or not at all. */
function sameText(value: unknown, bytes: Uint8Array | undefined): 1 | 2 | undefined {
  if (bytes === undefined || value === undefined) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  if (typeof value === 'string' && value === text) return 2
  return stringifyRecord(value) === text ? 1 : undefined
}

function readBody(bytes: Uint8Array, how: 1 | 2): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  if (how === 2) return text
  try {
    return JSON.parse(text)
  } catch {
    // A masked number leaves a body that is no JSON any more.
    return text
  }
}

/** Microseconds are all a clock gives; longer fractions are noise. */
function micro(ms: number): number {
  return Math.round(ms * 1_000) / 1_000
}

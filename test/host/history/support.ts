import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../../src/host/engine/clock.ts'
import { systemClock } from '../../../src/host/engine/clock.ts'
import type { ReceivedRequest, Run, RunResponse, RunWorkflow } from '../../../src/host/engine/run.ts'
import { idText, newId } from '../../../src/host/engine/uuid.ts'
import { type History, type HistoryOptions, openHistory } from '../../../src/host/history/index.ts'

export const leadWorkflow: RunWorkflow = {
  id: '6f1c2a54-0d0e-4f0e-9a55-2f2d3c9b7a11',
  slug: 'create-lead',
  name: 'Create lead',
  projectId: 'crm-demo',
  version: 'a'.repeat(64),
  snapshot: () => '{"document":{"name":"Create lead"},"functions":{}}',
}

export interface RunParts {
  body?: unknown
  request?: Partial<ReceivedRequest>
  response?: Partial<RunResponse>
  at?: number
  workflow?: RunWorkflow
}

const LEAD = { email: 'Ada@Example.com', company: 'Analytical Engines', employees: 12 }

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

/** A run of three steps, as the engine leaves it: trigger, function, response. */
export function finishedRun(parts: RunParts = {}): Run {
  const run = begunRun(parts)
  const lead = parts.body ?? LEAD
  const result = { email: 'ada@example.com', source: 'web' }
  const answer = { message: 'Created', email: result.email }
  const body = json(answer)
  run.steps.push(
    {
      stepId: 'shape',
      kind: 'function',
      name: 'Normalise lead',
      status: 'SUCCEEDED',
      startedAt: 0.21,
      durationMs: 0.4,
      attempts: 1,
      input: { lead },
      output: { result },
    },
    {
      stepId: 'reply',
      kind: 'response',
      name: 'reply',
      status: 'SUCCEEDED',
      startedAt: 0.7,
      durationMs: 0.05,
      attempts: 1,
      input: { statusCode: 200, responseType: 'JSON', body: answer },
      output: { statusCode: 200, body: answer },
    },
  )
  run.status = 'SUCCEEDED'
  run.durationMs = 0.8
  run.response = {
    status: 200,
    rawHeaders: [
      ['Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(body.length)],
      ['X-Execution-Id', run.id, 'Link', `<http://127.0.0.1:4751/runs/${run.id}>; rel="execution"`],
      ['Date', new Date(run.startedAt).toUTCString(), 'Connection', 'keep-alive'],
    ].flat(),
    body,
    sentAt: 0.76,
    ...parts.response,
  }
  return run
}

/** A run whose trigger alone is done. */
export function begunRun(parts: RunParts = {}): Run {
  const startedAt = parts.at ?? systemClock.now()
  const lead = parts.body ?? LEAD
  const body = json(lead)
  const request: ReceivedRequest = {
    method: 'POST',
    target: `/projects/crm-demo/sdk/triggers/${leadWorkflow.id}?source=web`,
    httpVersion: '1.1',
    rawHeaders: [
      ['Host', '127.0.0.1:4750', 'User-Agent', 'curl/8.5.0', 'Accept', '*/*'],
      ['Content-Type', 'application/json', 'X-Api-Version', '2', 'Content-Length', String(body.length)],
    ].flat(),
    remote: '127.0.0.1:50000',
    body,
    ...parts.request,
  }
  const headers: Record<string, string> = {}
  for (let index = 0; index < request.rawHeaders.length; index += 2)
    headers[String(request.rawHeaders[index]).toLowerCase()] = String(request.rawHeaders[index + 1])
  const id = parts.at === undefined ? newId(startedAt) : idAt(parts.at)
  return {
    id: idText(id),
    idBytes: id,
    workflow: parts.workflow ?? leadWorkflow,
    source: 'client',
    requestName: undefined,
    userId: 'preview-user',
    startedAt,
    request,
    steps: [
      {
        stepId: 'trigger',
        kind: 'trigger',
        name: 'Request trigger',
        status: 'SUCCEEDED',
        startedAt: 0,
        durationMs: 0,
        attempts: 1,
        input: null,
        output: { request: { params: { source: 'web' }, headers, body: lead } },
      },
    ],
    status: 'EXECUTING',
    durationMs: null,
    error: undefined,
    response: null,
  }
}

let counter = 0

/** An id of that moment, also when later ones were given already. */
function idAt(at: number): Buffer {
  const id = newId(at)
  id.writeUIntBE(Math.floor(at), 0, 6)
  id.writeUInt16BE(0x7000 | (counter++ & 0xfff), 6)
  return id
}

export interface OpenOptions {
  dataDir?: string
  secrets?: () => readonly string[]
  namedSecrets?: () => Readonly<Record<string, string>>
  history?: Partial<HistoryOptions['settings']['history']>
  fileHex?: number
  clock?: Clock
}

export const UNLIMITED = { keep: Number.MAX_SAFE_INTEGER, maxRuns: 1e9, maxBytes: 1e12 }

/** A history in a folder of its own, open for writing. */
export async function openScratch(options: OpenOptions = {}): Promise<History & { dataDir: string }> {
  const dataDir = options.dataDir ?? scratchFolder()
  const history = await openHistory({
    dataDir,
    settings: {
      history: { durability: 'process', keepAuthorization: false, ...UNLIMITED, ...options.history },
      limits: { fileHex: options.fileHex ?? 255 * 2 ** 20 },
    },
    secrets: options.secrets ?? (() => []),
    ...(options.namedSecrets ? { namedSecrets: options.namedSecrets } : {}),
    clock: options.clock ?? systemClock,
    sign: key => `/payloads/${key}?signed`,
  })
  return { ...history, dataDir }
}

export function scratchFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'triggerbench-history-')), '.triggerbench')
}

/** Resolves when the run's row is committed, rejects when it cannot be. */
export function saved(history: History, run: Run): Promise<void> {
  return new Promise((resolve, reject) => history.writer.save(run, error => (error ? reject(error) : resolve())))
}

import type { Database, Statement } from 'better-sqlite3'
import type { ExecutionError } from '../../shared/execution.ts'
import { isRecord } from '../../shared/json.ts'
import type { Run } from '../engine/run.ts'
import * as code from './codes.ts'
import type { HeaderBlocks } from './header-blocks.ts'
import { KEY_REACH, keyOf } from './key.ts'
import type { Masking } from './masking.ts'
import type { Payloads } from './payloads.ts'
import { encodeSteps } from './steps-codec.ts'
import type { WorkflowRows } from './workflow-rows.ts'

/** Bodies up to this many bytes stand in the run's row; a hash and a row of their own would cost more than they save. */
const INLINE_BODY = 2_048

const FIXED = ['n', 'id', 'workflow', 'version', 'source', 'method', 'started', 'request_name', 'user']
const CHANGING = ['status', 'code', 'duration', 'responded', 'response_size', 'not_sent', 'error']
const LARGE = [
  'response_headers',
  'response_values',
  'request_headers',
  'request_values',
  'http',
  'target',
  'request_hash',
  'request_size',
  'response_hash',
  'steps',
  'request_body',
  'response_body',
]
const COLUMNS = [...FIXED, ...CHANGING, ...LARGE]

const UPSERT = `INSERT INTO runs (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (n) DO UPDATE SET ${[...CHANGING, ...LARGE].map(name => `${name} = excluded.${name}`).join(', ')}
  WHERE id = excluded.id`

const FILE_HASH = /"dataType":"FILE","size":"\d+","sha256":"([0-9a-f]{64})"/g

interface StoredBody {
  readonly inline: Uint8Array | null
  readonly hash: Buffer | null
  readonly size: number
}

const NO_BODY: StoredBody = { inline: null, hash: null, size: 0 }

export interface RunRowParts {
  readonly headers: HeaderBlocks
  readonly workflows: WorkflowRows
  readonly payloads: Payloads
  readonly masking: Masking
}

/** Writes a run's present state as one row, new or again. */
export class RunRows {
  readonly #upsert: Statement<unknown[]>
  readonly #refer: Statement<[Buffer, number]>
  readonly #parts: RunRowParts

  constructor(db: Database, parts: RunRowParts) {
    this.#parts = parts
    this.#upsert = db.prepare(UPSERT)
    this.#refer = db.prepare('INSERT OR IGNORE INTO run_payloads (sha256, run) VALUES (?, ?)')
  }

  /** Runs inside the writer's transaction. Throws what SQLite says, or what keeps the record from being JSON. */
  write(run: Run): void {
    const { masking, headers, workflows } = this.#parts
    const { request, response } = run
    const found: string[] = []
    const numbers = workflows.numbers(run.workflow)
    const requestHeaders = headers.pack(request.rawHeaders, run.id, masking, found, triggerHeaders(run))
    const responseHeaders = response && headers.pack(response.rawHeaders, run.id, masking, found)
    const steps = masking.steps(
      encodeSteps(run, {
        sameHeaders: requestHeaders.sameAsObject,
        requestBody: request.body instanceof Uint8Array ? request.body : undefined,
        responseBody: response?.body instanceof Uint8Array ? response.body : undefined,
      }),
      found,
    )
    const requestBody = this.#body(request.body, request.rawHeaders, found)
    const responseBody = response ? this.#body(response.body, response.rawHeaders, found) : NO_BODY
    const row = [
      keyOf(run.idBytes),
      run.idBytes,
      numbers.workflow,
      numbers.version,
      code.source.toCode(run.source),
      request.method,
      run.startedAt,
      run.requestName ?? null,
      run.userId,
      code.status.toCode(run.status),
      response ? response.status : null,
      run.durationMs,
      response ? response.sentAt : null,
      response ? responseBody.size : null,
      response?.notSent ? 1 : null,
      run.error ? this.#error(run.error, found) : null,
      responseHeaders ? responseHeaders.block : null,
      responseHeaders ? responseHeaders.values : null,
      requestHeaders.block,
      requestHeaders.values,
      request.httpVersion === '1.1' ? null : request.httpVersion,
      masking.target(request.target, found),
      requestBody.hash,
      requestBody.size,
      responseBody.hash,
      steps,
      requestBody.inline,
      responseBody.inline,
    ]
    const key = this.#place(row)
    if (requestBody.hash) this.#refer.run(requestBody.hash, key)
    if (responseBody.hash) this.#refer.run(responseBody.hash, key)
    if (steps.includes('"dataType":"FILE"'))
      for (const [, hash = ''] of steps.matchAll(FILE_HASH)) this.#refer.run(Buffer.from(hash, 'hex'), key)
  }

  /** Puts the row at its key, or at the next that no other run has. Gives the key. */
  #place(row: unknown[]): number {
    const first = row[0] as number
    for (let key = first; key < first + KEY_REACH; key++) {
      row[0] = key
      if (this.#upsert.run(row).changes > 0) return key
    }
    throw new Error(`No free key for a run near ${first}`)
  }

  #body(body: Run['request']['body'], rawHeaders: readonly string[], found: readonly string[]): StoredBody {
    if (body === null) return NO_BODY
    if (!(body instanceof Uint8Array)) return { inline: null, hash: Buffer.from(body.sha256, 'hex'), size: body.size }
    const { masking, payloads } = this.#parts
    const kept = masking.masksAnything(found) ? masking.body(body, contentType(rawHeaders), found) : body
    if (kept.length <= INLINE_BODY) return { inline: kept, hash: null, size: body.length }
    return { inline: null, hash: Buffer.from(payloads.putSmall(kept).sha256, 'hex'), size: body.length }
  }

  #error(error: ExecutionError, found: readonly string[]): string {
    const { masking } = this.#parts
    if (!masking.masksAnything(found)) return JSON.stringify(error)
    return JSON.stringify(
      Object.fromEntries(Object.entries(error).map(([key, text]) => [key, masking.message(String(text), found)])),
    )
  }
}

/** The header object of the trigger's output, as later steps read it. */
function triggerHeaders(run: Run): Record<string, unknown> | undefined {
  const output = run.steps[0]?.output
  const request = isRecord(output) ? output.request : undefined
  const headers = isRecord(request) ? request.headers : undefined
  return isRecord(headers) ? headers : undefined
}

function contentType(rawHeaders: readonly string[]): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() === 'content-type') return rawHeaders[index + 1]
  return undefined
}

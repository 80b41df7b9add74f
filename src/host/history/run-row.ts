import type { Database, Statement } from 'better-sqlite3'
import type { ExecutionError } from '../../shared/execution.ts'
import { isRecord } from '../../shared/json.ts'
import type { Run } from '../engine/run.ts'
import { rawHeader } from '../raw-headers.ts'
import * as code from './codes.ts'
import type { HeaderBlocks } from './header-blocks.ts'
import { KEY_REACH, keyOf } from './key.ts'
import { MaskedTexts } from './masked-texts.ts'
import type { Masking } from './masking.ts'
import type { Payloads } from './payloads.ts'
import { encodeRecord } from './record-codec.ts'
import { taskCount } from './tasks.ts'
import type { WorkflowIndex } from './workflow-index.ts'
import type { WorkflowRows } from './workflow-rows.ts'

/** Bodies up to this many bytes stand in the run's row; a hash and a row of their own would cost more than they save. */
const INLINE_BODY = 2_048

/** Bytes of a row's other columns. */
const BESIDE_RECORD = 300

const FIXED = ['n', 'id', 'version', 'source', 'method', 'started', 'user', 'request_name']
const CHANGING = ['status', 'code', 'duration', 'responded', 'response_size', 'error', 'response_head', 'record']
const BODIES = ['request_body', 'response_body']
const COLUMNS = [...FIXED, ...CHANGING, ...BODIES]

const UPSERT = `INSERT INTO runs (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (n) DO UPDATE SET ${[...CHANGING, ...BODIES].map(name => `${name} = excluded.${name}`).join(', ')}
  WHERE id = excluded.id`

const FILE_HASH = /"dataType":"FILE","size":"\d+","sha256":"([0-9a-f]{64})"/g

interface StoredBody {
  /** The bytes, or the hex of their payload's SHA-256. */
  readonly column: Uint8Array | string | null
  /** As it came or left, before it was masked. */
  readonly size: number
}

const NO_BODY: StoredBody = { column: null, size: 0 }

export interface RunRowParts {
  readonly headers: HeaderBlocks
  readonly workflows: WorkflowRows
  readonly index: WorkflowIndex
  readonly payloads: Payloads
  readonly masking: Masking
  readonly namedSecrets: () => Readonly<Record<string, string>>
}

/** Writes a run's present state as one row, new or again. */
export class RunRows {
  readonly #upsert: Statement<unknown[]>
  readonly #refer: Statement<[Buffer, number]>
  readonly #parts: RunRowParts
  readonly #maskedTexts: MaskedTexts

  constructor(db: Database, parts: RunRowParts) {
    this.#parts = parts
    this.#maskedTexts = new MaskedTexts(parts.namedSecrets)
    this.#upsert = db.prepare(UPSERT)
    this.#refer = db.prepare('INSERT OR IGNORE INTO run_payloads (sha256, run) VALUES (?, ?)')
  }

  /**
   * Runs inside the writer's transaction. Gives about how many bytes the row takes. Throws what SQLite says, or what
   * keeps the record from being JSON.
   */
  write(run: Run): number {
    const { masking, headers, workflows, index } = this.#parts
    const { request, response } = run
    const found: string[] = []
    const { workflow, version } = workflows.numbers(run.workflow)
    const requestHeaders = headers.pack(request.rawHeaders, run.id, masking, found, triggerHeaders(run))
    const responseHeaders = response && headers.pack(response.rawHeaders, run.id, masking, found)
    const record = masking.record(
      encodeRecord(run, {
        target: masking.target(request.target, found),
        requestHead: requestHeaders.head,
        sameHeaders: requestHeaders.sameAsObject,
        requestBody: request.body instanceof Uint8Array ? request.body : undefined,
        requestRead: request.read,
        responseBody: response?.body instanceof Uint8Array ? response.body : undefined,
        masked: this.#maskedTexts.of(run),
      }),
      found,
    )
    const requestBody = this.#body(request.body, request.rawHeaders, found)
    const responseBody = response ? this.#body(response.body, response.rawHeaders, found) : NO_BODY
    const key = this.#place([
      keyOf(run.idBytes),
      run.idBytes,
      version,
      code.source.toCode(run.source),
      request.method,
      run.startedAt,
      run.userId,
      run.requestName ?? null,
      code.status.toCode(run.status),
      response && !response.notSent ? response.status : null,
      run.durationMs,
      response ? response.sentAt : null,
      response ? (response.size ?? responseBody.size) : null,
      run.error ? this.#error(run.error, found) : null,
      responseHeaders ? responseHeaders.head : null,
      record,
      requestBody.column,
      responseBody.column,
    ])
    const tasks = run.durationMs === null ? null : taskCount(run.steps)
    index.add({ run: key, workflow, version, user: run.userId, tasks })
    if (typeof requestBody.column === 'string') this.#refer.run(Buffer.from(requestBody.column, 'hex'), key)
    if (typeof responseBody.column === 'string') this.#refer.run(Buffer.from(responseBody.column, 'hex'), key)
    if (record.includes('"dataType":"FILE"'))
      for (const [, hash = ''] of record.matchAll(FILE_HASH)) this.#refer.run(Buffer.from(hash, 'hex'), key)
    return BESIDE_RECORD + record.length + inlineSize(requestBody) + inlineSize(responseBody)
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
    if (!(body instanceof Uint8Array)) return { column: body.sha256, size: body.size }
    const { masking, payloads } = this.#parts
    const kept = masking.masksAnything(found) ? masking.body(body, rawHeader(rawHeaders, 'content-type'), found) : body
    if (kept.length <= INLINE_BODY) return { column: kept, size: body.length }
    return { column: payloads.putSmall(kept).sha256, size: body.length }
  }

  #error(error: ExecutionError, found: readonly string[]): string {
    const { masking } = this.#parts
    if (!masking.masksAnything(found)) return JSON.stringify(error)
    return JSON.stringify(
      Object.fromEntries(Object.entries(error).map(([key, text]) => [key, masking.message(String(text), found)])),
    )
  }
}

function inlineSize({ column }: StoredBody): number {
  return column instanceof Uint8Array ? column.length : 0
}

/** The header object of the trigger's output, as later steps read it. */
function triggerHeaders(run: Run): Record<string, unknown> | undefined {
  const output = run.steps[0]?.output
  const request = isRecord(output) ? output.request : undefined
  const headers = isRecord(request) ? request.headers : undefined
  return isRecord(headers) ? headers : undefined
}

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { CapturePage, RefusedPage, RunPage } from '../../shared/control.ts'
import type {
  CaptureDetail,
  HeaderList,
  RefusedDetail,
  RefusedSummary,
  RunDetail,
  RunSummary,
} from '../../shared/execution.ts'
import { idBytes, idText } from '../engine/uuid.ts'
import { type BodyPlace, BodyPlaces, bytesAt } from './body-places.ts'
import { findCapture, listCaptures } from './captures.ts'
import * as code from './codes.ts'
import { cursor } from './cursor.ts'
import { Executions } from './executions.ts'
import { headerObject, unpackHeaders } from './header-blocks.ts'
import { KEY_REACH, keyOf } from './key.ts'
import { readPage } from './list.ts'
import { decodeRecord } from './record-codec.ts'
import { REFUSED_KEPT } from './refused-rows.ts'
import type { DetailRow, RefusedRow, SummaryRow } from './rows.ts'
import { RunCount } from './run-count.ts'
import { versionOf } from './run-version.ts'
import { PAYLOAD_FOLDER } from './schema.ts'
import type { CaptureFilter, ExecutionFilter, ExecutionPage, KnownWorkflow, RunFilter, RunVersion } from './types.ts'

/** Answers questions about the history, on a read-only connection. Addresses of bodies are their keys. */
export class HistoryQueries {
  readonly #db: Database
  readonly #payloads: string
  readonly #blocks = new Map<number, string>()
  readonly #count: RunCount
  readonly #bodies: BodyPlaces
  readonly #executions: Executions

  constructor(db: Database, dataDir: string) {
    this.#db = db
    this.#payloads = join(dataDir, PAYLOAD_FOLDER)
    this.#count = new RunCount(db)
    this.#bodies = new BodyPlaces(db, this.#payloads)
    this.#executions = new Executions(db)
  }

  /** Newest first; `before` is a page's `next`. Throws QUERY_INVALID for another. */
  list(filter: RunFilter): RunPage {
    const rows = readPage(this.#db, filter)
    const items = rows.slice(0, filter.limit)
    const last = items.at(-1)
    return {
      items: items.map(row => this.#summary(row)),
      next: last && rows.length > filter.limit ? String(last.n) : null,
    }
  }

  async get(id: string): Promise<RunDetail | undefined> {
    const row = this.#run(id)
    if (!row) return undefined
    const record = decodeRecord(row.record)
    const request = this.#headers(record.requestHead, id)
    const places = { request: this.#bodies.place(row.request_body), response: this.#bodies.place(row.response_body) }
    return {
      ...this.#summary(row),
      version: row.version_hash,
      projectId: row.project,
      request: {
        method: row.method,
        target: record.target,
        httpVersion: record.httpVersion,
        headers: request,
        body: await this.#bodies.reference(`run/${id}/request`, places.request),
      },
      response:
        row.code === null && record.notSent === 0
          ? null
          : {
              status: row.code ?? record.notSent,
              headers: this.#headers(row.response_head ?? '', id),
              body: await this.#bodies.reference(`run/${id}/response`, places.response),
              sentAt: row.responded ?? 0,
              ...(record.notSent
                ? {
                    notSent:
                      code.source.fromCode(row.source) === 'replay' ? ('replay' as const) : ('client gone' as const),
                  }
                : {}),
            },
      steps: record.steps(() => headerObject(request), {
        request: () => bytesAt(places.request),
        response: () => bytesAt(places.response),
      }),
    }
  }

  executions(filter: ExecutionFilter): ExecutionPage {
    return this.#executions.page(filter)
  }

  version(id: string): RunVersion | undefined {
    return versionOf(this.#db, id)
  }

  refusedList(filter: { before?: string; limit: number }): RefusedPage {
    const before = filter.before === undefined ? Number.MAX_SAFE_INTEGER : cursor(filter.before)
    const rows = this.#db
      .prepare<unknown[], RefusedRow>(
        'SELECT * FROM refused WHERE n < ? AND n > (SELECT max(n) FROM refused) - ? ORDER BY n DESC LIMIT ?',
      )
      .all(before, REFUSED_KEPT, filter.limit + 1)
    const items = rows.slice(0, filter.limit)
    const last = items.at(-1)
    return { items: items.map(refusedSummary), next: last && rows.length > filter.limit ? String(last.n) : null }
  }

  async refusedGet(id: string): Promise<RefusedDetail | undefined> {
    const row = this.#refused(id)
    if (!row) return undefined
    return {
      ...refusedSummary(row),
      request: {
        method: row.method,
        target: row.target,
        httpVersion: row.http,
        headers: JSON.parse(row.request_headers) as HeaderList,
        body: await this.#bodies.reference(`refused/${id}/request`, this.#bodies.place(row.body)),
      },
      response: {
        status: row.status,
        headers: JSON.parse(row.response_headers) as HeaderList,
        text: row.response_text,
      },
    }
  }

  captureList(filter: CaptureFilter): CapturePage {
    return listCaptures(this.#db, filter)
  }

  async captureGet(id: string): Promise<CaptureDetail | undefined> {
    const found = findCapture(this.#db, id)
    if (!found) return undefined
    const { column, request, ...summary } = found
    const body = await this.#bodies.reference(`capture/${id}/request`, this.#bodies.place(column))
    return { ...summary, request: { ...request, body } }
  }

  /** Where the bytes of `run/<id>/request`, `run/<id>/response`, `refused/<id>/request`, `capture/<id>/request` or `sha256/<hex>` are. */
  body(key: string): BodyPlace | undefined {
    const [room, id = '', side] = key.split('/')
    if (room === 'sha256' && /^[0-9a-f]{64}$/.test(id)) return this.#bodies.place(id)
    if (room === 'refused' && side === 'request') {
      const row = this.#refused(id)
      return row && this.#bodies.place(row.body)
    }
    if (room === 'capture' && side === 'request') {
      const captured = findCapture(this.#db, id)
      return captured && this.#bodies.place(captured.column)
    }
    if (room !== 'run' || (side !== 'request' && side !== 'response')) return undefined
    const row = this.#run(id)
    return row && this.#bodies.place(side === 'request' ? row.request_body : row.response_body)
  }

  /** Runs, and bytes on disk: the database's pages and the payload files. */
  counts(): { runs: number; bytes: number } {
    const pages = Number(this.#db.pragma('page_count', { simple: true }))
    const size = Number(this.#db.pragma('page_size', { simple: true }))
    let files = 0
    for (const name of readdirSync(this.#payloads))
      files += statSync(join(this.#payloads, name), { throwIfNoEntry: false })?.size ?? 0
    return { runs: this.#count.total(), bytes: pages * size + files }
  }

  workflows(): KnownWorkflow[] {
    return this.#db.prepare<[], KnownWorkflow>('SELECT id, slug, name FROM workflows ORDER BY name').all()
  }

  #run(id: string): DetailRow | undefined {
    const bytes = idBytes(id)
    if (!bytes) return undefined
    const key = keyOf(bytes)
    return this.#db
      .prepare<unknown[], DetailRow>(
        `SELECT r.*, v.hash AS version_hash, v.project, v.name AS workflow_name, w.id AS workflow_id
         FROM runs r JOIN versions v ON v.n = r.version JOIN workflows w ON w.n = v.workflow
         WHERE r.n >= ? AND r.n < ? AND r.id = ?`,
      )
      .get(key, key + KEY_REACH, bytes)
  }

  #refused(id: string): RefusedRow | undefined {
    const bytes = idBytes(id)
    return bytes && this.#db.prepare<unknown[], RefusedRow>('SELECT * FROM refused WHERE id = ?').get(bytes)
  }

  #summary(row: SummaryRow): RunSummary {
    const id = idText(row.id)
    const headers = row.response_head === null ? [] : this.#headers(row.response_head, id)
    return {
      id,
      workflowId: row.workflow_id,
      workflow: row.workflow_name,
      status: code.status.fromCode(row.status),
      code: row.code,
      source: code.source.fromCode(row.source),
      ...(row.request_name === null ? {} : { requestName: row.request_name }),
      method: row.method,
      startedAt: row.started,
      durationMs: row.duration,
      responseMs: row.responded,
      responseSize: row.response_size,
      contentType: headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null,
      ...(row.error === null ? {} : { error: JSON.parse(row.error) as RunSummary['error'] }),
      userId: row.user,
    }
  }

  #headers(head: string, id: string): HeaderList {
    return unpackHeaders(head, id, number => this.#block(number))
  }

  #block(number: number): string {
    const known = this.#blocks.get(number)
    if (known !== undefined) return known
    const block = this.#db.prepare<[number], string>('SELECT block FROM header_blocks WHERE n = ?').pluck().get(number)
    if (block === undefined) return ''
    this.#blocks.set(number, block)
    return block
  }
}

function refusedSummary(row: RefusedRow): RefusedSummary {
  const { at, method, target, status, message } = row
  return { id: idText(row.id), at, method, target, status, code: row.code, message, workflowId: row.workflow }
}

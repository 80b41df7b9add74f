import type { Database, Statement } from 'better-sqlite3'
import { newId } from '../engine/uuid.ts'
import { INLINE_PAYLOAD } from '../files.ts'
import { MASK } from './mask.ts'
import { isSensitiveHeader } from './masked-headers.ts'
import type { Masking } from './masking.ts'
import type { Payloads } from './payloads.ts'
import type { Refusal } from './types.ts'
import { removeUnreferred } from './unreferred.ts'

/** How many requests that started no run are kept (contract §2). */
export const REFUSED_KEPT = 1_000
/** Older ones are removed this many at a time. */
const SLACK = 50

/** Writes requests that started no run: the newest 1,000. */
export class RefusedRows {
  readonly #db: Database
  readonly #insert: Statement<unknown[]>
  readonly #refer: Statement<[Buffer, number]>
  readonly #masking: Masking
  readonly #payloads: Payloads
  #written = 0

  constructor(db: Database, masking: Masking, payloads: Payloads) {
    this.#db = db
    this.#masking = masking
    this.#payloads = payloads
    this.#insert = db.prepare(
      `INSERT INTO refused (id, at, method, target, status, code, message, workflow, http, request_headers,
         response_headers, response_text, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#refer = db.prepare('INSERT OR IGNORE INTO run_payloads (sha256, run) VALUES (?, ?)')
  }

  /** Puts a body that is too large for a row where it belongs, before the row that names it. */
  prepare(refusal: Refusal): Refusal | Promise<Refusal> {
    const { body } = refusal.request
    if (!(body instanceof Uint8Array) || body.length <= INLINE_PAYLOAD) return refusal
    const { rawHeaders } = refusal.request
    const found: string[] = []
    this.#headers(rawHeaders, found)
    this.#masking.refresh()
    const kept = this.#masking.body(body, contentType(rawHeaders), found)
    return Promise.resolve(this.#payloads.put(kept)).then(source => ({
      ...refusal,
      request: { ...refusal.request, body: source },
    }))
  }

  /** Runs inside the writer's transaction. */
  write(refusal: Refusal): void {
    const { request, response } = refusal
    const found: string[] = []
    const requestHeaders = this.#headers(request.rawHeaders, found)
    const responseHeaders = this.#headers(response.rawHeaders, found)
    const masking = this.#masking
    const file = request.body instanceof Uint8Array ? null : request.body
    const type = contentType(request.rawHeaders)
    const bytes = request.body instanceof Uint8Array ? masking.body(request.body, type, found) : null
    const number = this.#insert.run([
      newId(refusal.at),
      refusal.at,
      request.method,
      masking.target(request.target, found),
      response.status,
      refusal.code,
      masking.message(refusal.message, found),
      refusal.workflowId,
      request.httpVersion,
      masking.message(JSON.stringify(requestHeaders), found),
      masking.message(JSON.stringify(responseHeaders), found),
      masking.message(response.text, found),
      file ? file.sha256 : bytes,
    ]).lastInsertRowid
    if (file) this.#refer.run(Buffer.from(file.sha256, 'hex'), -Number(number))
    if (++this.#written % SLACK === 0) this.#prune(Number(number) - REFUSED_KEPT)
  }

  #prune(last: number): void {
    const hashes = this.#db
      .prepare<[number], Buffer>('SELECT DISTINCT sha256 FROM run_payloads WHERE run < 0 AND run >= ?')
      .pluck()
      .all(-last)
    this.#db.prepare('DELETE FROM refused WHERE n <= ?').run(last)
    this.#db.prepare('DELETE FROM run_payloads WHERE run < 0 AND run >= ?').run(-last)
    removeUnreferred(this.#db, this.#payloads, hashes)
  }

  #headers(rawHeaders: readonly string[], found: string[]): [string, string][] {
    const list: [string, string][] = []
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? ''
      const value = rawHeaders[index + 1] ?? ''
      const masked = !this.#masking.keepAuthorization && isSensitiveHeader(name)
      if (masked) found.push(value)
      list.push([name, masked ? MASK : value])
    }
    return list
  }
}

function contentType(rawHeaders: readonly string[]): string | undefined {
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type')
  return at < 0 ? undefined : rawHeaders[at + 1]
}

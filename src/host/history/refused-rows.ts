import type { Database, Statement } from 'better-sqlite3'
import { type Codec, codecOf, decodedUpTo, encodingOf, maskEncoded } from '../content-encoding.ts'
import { newId } from '../engine/uuid.ts'
import { INLINE_PAYLOAD } from '../files.ts'
import { boundaryOf } from '../multipart-boundary.ts'
import { rawHeader } from '../raw-headers.ts'
import { isTextual, type Masking } from './masking.ts'
import type { Payloads } from './payloads.ts'
import type { Refusal } from './types.ts'
import { removeUnreferred } from './unreferred.ts'

/** How many requests that started no run are kept (contract §2). */
export const REFUSED_KEPT = 1_000
/** Decoded bytes of a compressed body that are looked through for what must be masked. */
const LOOKED_THROUGH = 8 * 1024 * 1024
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
    const { body, rawHeaders } = refusal.request
    if (!(body instanceof Uint8Array)) return refusal
    const codec = codecOf(encodingOf(rawHeader(rawHeaders, 'content-encoding')) ?? '')
    if (codec) return this.#maskEncoded(refusal, body, codec).then(clean => this.#place(clean))
    return this.#place(refusal)
  }

  /** What a compressed body hides is masked too; of one that unpacks to more than is kept, the beginning is kept. */
  async #maskEncoded(refusal: Refusal, body: Uint8Array, codec: Codec): Promise<Refusal> {
    const { rawHeaders } = refusal.request
    const type = rawHeader(rawHeaders, 'content-type')
    const boundary = boundaryOf(type)
    if (type !== undefined && boundary === undefined && !isTextual(type)) return refusal
    const mask = () => this.#masking.stream(rawHeaders, undefined, boundary)
    const looking = mask()
    if (!looking) return refusal
    let size = 0
    for await (const chunk of decodedUpTo(only(body), codec, LOOKED_THROUGH)) {
      looking.write(chunk)
      size += chunk.length
    }
    looking.end()
    const clean = looking.changed || size >= LOOKED_THROUGH ? mask() : undefined
    if (!clean) return refusal
    const pieces: Uint8Array[] = []
    for await (const piece of maskEncoded(only(body), codec, clean, LOOKED_THROUGH)) pieces.push(piece)
    return { ...refusal, request: { ...refusal.request, body: Buffer.concat(pieces) } }
  }

  #place(refusal: Refusal): Refusal | Promise<Refusal> {
    const { body, rawHeaders } = refusal.request
    if (!(body instanceof Uint8Array) || body.length <= INLINE_PAYLOAD) return refusal
    const found: string[] = []
    this.#masking.headers(rawHeaders, found)
    this.#masking.refresh()
    const kept = this.#masking.body(body, rawHeader(rawHeaders, 'content-type'), found)
    return Promise.resolve(this.#payloads.put(kept)).then(source => ({
      ...refusal,
      request: { ...refusal.request, body: source },
    }))
  }

  /** Runs inside the writer's transaction. Gives about how many bytes the row takes. */
  write(refusal: Refusal): number {
    const { request, response } = refusal
    const found: string[] = []
    const masking = this.#masking
    const requestHeaders = masking.headers(request.rawHeaders, found)
    const responseHeaders = masking.headers(response.rawHeaders, found)
    const file = request.body instanceof Uint8Array ? null : request.body
    const type = rawHeader(request.rawHeaders, 'content-type')
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
    return response.text.length + (bytes?.length ?? 0)
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
}

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

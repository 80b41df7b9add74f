import type { Database, Statement } from 'better-sqlite3'
import type { Masking } from './masking.ts'
import type { Payloads } from './payloads.ts'
import type { Capture } from './types.ts'
import { removeUnreferred } from './unreferred.ts'

/** How many captured requests a workflow keeps (contract §2). */
export const CAPTURES_KEPT = 100

/** Writes requests that were sent as test data: the newest 100 of each workflow. */
export class CaptureRows {
  readonly #db: Database
  readonly #insert: Statement<unknown[]>
  readonly #oldest: Statement<[string, number], number>
  readonly #hashes: Statement<[string, number], string>
  readonly #remove: Statement<[string, number]>
  readonly #masking: Masking
  readonly #payloads: Payloads

  constructor(db: Database, masking: Masking, payloads: Payloads) {
    this.#db = db
    this.#masking = masking
    this.#payloads = payloads
    this.#insert = db.prepare(
      `INSERT INTO captures (id, workflow, at, method, target, http, content_type, size, headers, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#oldest = db
      .prepare<[string, number], number>('SELECT n FROM captures WHERE workflow = ? ORDER BY n DESC LIMIT 1 OFFSET ?')
      .pluck()
    this.#hashes = db
      .prepare<[string, number], string>(
        "SELECT DISTINCT body FROM captures WHERE workflow = ? AND n <= ? AND typeof(body) = 'text'",
      )
      .pluck()
    this.#remove = db.prepare('DELETE FROM captures WHERE workflow = ? AND n <= ?')
  }

  /** Runs inside the writer's transaction. Gives about how many bytes the row takes. */
  write({ id, at, workflowId, request }: Capture): number {
    const masking = this.#masking
    const found: string[] = []
    const headers = masking.headers(request.rawHeaders, found)
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
    const text = masking.message(JSON.stringify(headers), found)
    const { body } = request
    const inline = body instanceof Uint8Array ? masking.body(body, type, found) : null
    const file = body instanceof Uint8Array ? null : body
    this.#insert.run([
      id,
      workflowId,
      at,
      request.method,
      masking.target(request.target, found),
      request.httpVersion,
      type === undefined ? null : masking.message(type, found),
      inline?.length ?? file?.size ?? 0,
      text,
      inline ?? file?.sha256 ?? null,
    ])
    this.#prune(workflowId)
    return text.length + (inline?.length ?? 0)
  }

  #prune(workflowId: string): void {
    const last = this.#oldest.get(workflowId, CAPTURES_KEPT)
    if (last === undefined) return
    const hashes = this.#hashes.all(workflowId, last)
    this.#remove.run(workflowId, last)
    removeUnreferred(
      this.#db,
      this.#payloads,
      hashes.map(hash => Buffer.from(hash, 'hex')),
    )
  }
}

import type { IncomingMessage } from 'node:http'
import { MAX_REFUSED_BODY, QUIET } from './limits.ts'

/** Collects the first bytes of a body while something else reads it. */
export class Head {
  readonly #chunks: Uint8Array[] = []
  #size = 0

  readonly add = (chunk: Uint8Array): void => {
    if (this.#size >= MAX_REFUSED_BODY) return
    const part = chunk.subarray(0, MAX_REFUSED_BODY - this.#size)
    this.#chunks.push(part)
    this.#size += part.length
  }

  get full(): boolean {
    return this.#size >= MAX_REFUSED_BODY
  }

  bytes(): Uint8Array | null {
    return this.#size === 0 ? null : Buffer.concat(this.#chunks)
  }
}

/**
 * Reads what a refused request still sends, until its end, until enough is kept for the record or until the sender pauses,
 * perhaps for the answer. The rest flows on unread: a sender that writes all of its body before it reads would otherwise
 * never come to the answer.
 */
export function readRest(request: IncomingMessage, head: Head): Promise<void> {
  if (request.readableEnded || request.destroyed || !hasBody(request)) return Promise.resolve()
  if (head.full) {
    request.resume()
    return Promise.resolve()
  }
  return new Promise(resolve => {
    const done = () => {
      request.off('data', take)
      resolve()
    }
    const take = (chunk: Buffer) => {
      head.add(chunk)
      if (head.full) done()
    }
    request.setTimeout(QUIET)
    request.on('data', take)
    for (const event of ['end', 'close', 'error', 'timeout']) request.once(event, done)
  })
}

/** A client that waits for 100 Continue sends nothing before it gets an answer. */
function hasBody(request: IncomingMessage): boolean {
  const { headers } = request
  if (headers.expect !== undefined) return false
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

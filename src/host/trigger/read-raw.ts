import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import type { UserError } from '../../shared/errors.ts'
import type { FileSource } from '../../shared/file-value.ts'
import type { Limits } from '../../shared/settings.ts'
import { codecOf, encodingOf } from '../content-encoding.ts'
import type { FileStore, MaskFor } from '../files.ts'
import { bodyKind } from './content-type.ts'
import { type BodyKeeper, keeperFor } from './kept-body.ts'
import { decodedTooLarge, interrupted, tooLarge, withoutCutting } from './read-body.ts'

export interface RawOptions {
  readonly limits: Limits
  readonly files: FileStore
  readonly mask: MaskFor
  /** Takes the body's first bytes, for the record of a refusal. */
  readonly head: (chunk: Uint8Array) => void
}

/**
 * Keeps a request's body as it came, whether or not it can be read: up to 64 KiB in memory, else in the payload store; null for
 * nothing. What must not be kept is masked in texts (contract §4). Rejects with BODY_TOO_LARGE, REQUEST_MALFORMED or HISTORY_UNWRITABLE.
 */
export async function readRaw(
  request: IncomingMessage,
  { limits, files, mask, head }: RawOptions,
): Promise<Uint8Array | FileSource | null> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limits.requestBody) throw tooLarge(declared, limits.requestBody)
  const kind = bodyKind(request.headers['content-type'])
  const masks = () => (kind.kind === 'file' ? undefined : mask(request.rawHeaders, undefined, kind.boundary))
  const encoding = encodingOf(request.headers['content-encoding']) ?? ''
  const codec = masks() && codecOf(encoding)
  const keeper = keeperFor(codec && encoding, files, masks)
  const look = codec && new Look(codec.decode({ whole: false }), keeper, encoding, limits.decompressedBody)
  let size = 0
  try {
    for await (const chunk of withoutCutting(request)) {
      size += chunk.length
      head(chunk)
      if (size > limits.requestBody) throw tooLarge(size, limits.requestBody)
      await keeper.write(chunk)
      await look?.write(chunk)
    }
    await look?.end()
    return await keeper.finish()
  } catch (error) {
    keeper.abort()
    look?.close()
    throw error === request.errored && error instanceof Error ? interrupted(error) : error
  }
}

/**
 * Shows a keeper what an encoded body hides, as far as it decodes: beyond a fault there is nothing to read. Rejects with
 * BODY_TOO_LARGE beyond the limit: what was not looked at may hold what must not be kept.
 */
class Look {
  readonly #stream: Transform
  readonly #ended: Promise<void>
  #over = false
  #tooLarge: UserError | undefined

  constructor(stream: Transform, keeper: BodyKeeper, encoding: string, limit: number) {
    this.#stream = stream
    let left = limit
    this.#ended = new Promise(resolve => {
      const stop = () => {
        this.#over = true
        resolve()
      }
      stream.on('data', (chunk: Buffer) => {
        keeper.decoded(chunk)
        left -= chunk.length
        if (left >= 0) return
        this.#tooLarge = decodedTooLarge(encoding, limit)
        stream.destroy()
      })
      for (const event of ['end', 'error', 'close']) stream.on(event, stop)
    })
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#tooLarge) throw this.#tooLarge
    if (this.#over || this.#stream.write(chunk)) return
    await Promise.race([new Promise<void>(resolve => this.#stream.once('drain', resolve)), this.#ended])
  }

  async end(): Promise<void> {
    if (!this.#over) this.#stream.end()
    await this.#ended
    if (this.#tooLarge) throw this.#tooLarge
  }

  close(): void {
    this.#stream.destroy()
  }
}

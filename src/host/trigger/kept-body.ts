import type { FileSource } from '../../shared/file-value.ts'
import { codecOf, encodingOf, maskEncoded } from '../content-encoding.ts'
import { type BodyMask, type FileSink, type FileStore, INLINE_PAYLOAD } from '../files.ts'

/** Keeps a request's body as it came, but for what must not be kept (contract §4). */
export interface BodyKeeper {
  /** Takes the next bytes as they came; resolves when more may be written. */
  write(chunk: Uint8Array): void | Promise<void>
  /** Sees the same body's next bytes decoded. */
  decoded(chunk: Uint8Array): void
  /** What is kept: up to 64 KiB in memory, else in the payload store; null for nothing. */
  finish(): Promise<Uint8Array | FileSource | null>
  abort(): void
}

/**
 * A keeper for a body with this Content-Encoding. `mask` gives what takes out of the body what must not be kept, or
 * undefined. A plain body of up to 64 KiB is kept as it is: it is masked as a whole when it is written.
 */
export function keeperFor(
  contentEncoding: string | undefined,
  files: FileStore,
  mask: () => BodyMask | undefined,
): BodyKeeper {
  const encoding = encodingOf(contentEncoding)
  return encoding === undefined ? new PlainKeeper(files, mask) : new EncodedKeeper(encoding, files, mask)
}

class PlainKeeper implements BodyKeeper {
  readonly #files: FileStore
  #chunks: Uint8Array[] = []
  #size = 0
  #sink: FileSink | undefined
  readonly #maskFor: () => BodyMask | undefined
  #mask: BodyMask | undefined

  constructor(files: FileStore, maskFor: () => BodyMask | undefined) {
    this.#files = files
    this.#maskFor = maskFor
  }

  write(chunk: Uint8Array): void | Promise<void> {
    this.#size += chunk.length
    if (this.#sink) return this.#keep(this.#sink, chunk)
    this.#chunks.push(chunk)
    if (this.#size <= INLINE_PAYLOAD) return
    this.#sink = this.#files.sink()
    this.#mask = this.#maskFor()
    const bytes = Buffer.concat(this.#chunks)
    this.#chunks = []
    return this.#keep(this.#sink, bytes)
  }

  #keep(sink: FileSink, chunk: Uint8Array): void | Promise<void> {
    return sink.write(this.#mask ? this.#mask.write(chunk) : chunk)
  }

  decoded(): void {}

  async finish(): Promise<Uint8Array | FileSource | null> {
    if (this.#sink) {
      if (this.#mask) await this.#sink.write(this.#mask.end())
      return this.#sink.finish()
    }
    return this.#size === 0 ? null : Buffer.concat(this.#chunks)
  }

  abort(): void {
    this.#sink?.abort()
  }

  /** What was written so far, while it is neither finished nor given up. */
  async *read(): AsyncIterable<Uint8Array> {
    if (this.#sink) yield* this.#sink.read()
    else yield* this.#chunks
  }
}

/**
 * Keeps an encoded body exactly when nothing in it had to be masked. Otherwise it is masked and encoded anew, so that
 * the headers beside it stay true, and what came is given up. Bytes that decode to nothing are looked at as they came too:
 * they may stand behind the encoded ones, or not be encoded at all.
 */
class EncodedKeeper implements BodyKeeper {
  readonly #encoding: string
  readonly #files: FileStore
  readonly #maskFor: () => BodyMask | undefined
  readonly #inside: BodyMask | undefined
  readonly #outside: BodyMask | undefined
  readonly #asItCame: PlainKeeper
  #decodes = false

  constructor(encoding: string, files: FileStore, maskFor: () => BodyMask | undefined) {
    this.#encoding = encoding
    this.#files = files
    this.#maskFor = maskFor
    this.#inside = maskFor()
    this.#outside = maskFor()
    this.#asItCame = new PlainKeeper(files, () => undefined)
  }

  write(chunk: Uint8Array): void | Promise<void> {
    this.#outside?.write(chunk)
    return this.#asItCame.write(chunk)
  }

  decoded(chunk: Uint8Array): void {
    this.#decodes ||= chunk.length > 0
    this.#inside?.write(chunk)
  }

  async finish(): Promise<Uint8Array | FileSource | null> {
    this.#inside?.end()
    this.#outside?.end()
    const mask = this.#inside?.changed || this.#outside?.changed ? this.#maskFor() : undefined
    if (!mask) return this.#asItCame.finish()
    const codec = this.#decodes ? codecOf(this.#encoding) : undefined
    const bytes = this.#asItCame.read()
    const masked = new PlainKeeper(this.#files, () => undefined)
    try {
      for await (const chunk of codec ? maskEncoded(bytes, codec, mask) : maskPlain(bytes, mask))
        await masked.write(chunk)
      return await masked.finish()
    } catch (error) {
      masked.abort()
      throw error
    } finally {
      this.#asItCame.abort()
    }
  }

  abort(): void {
    this.#asItCame.abort()
  }
}

async function* maskPlain(chunks: AsyncIterable<Uint8Array>, mask: BodyMask): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) yield mask.write(chunk)
  yield mask.end()
}

import { PassThrough, pipeline, Readable, type Transform } from 'node:stream'
import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import type { BodyMask } from './files.ts'

export interface DecodeOptions {
  /** False reads what there is of a body that was cut. */
  whole?: boolean
}

export interface Codec {
  decode(options?: DecodeOptions): Transform
  encode(): Transform
}

const zlibOptions = (options?: DecodeOptions) =>
  options?.whole === false ? { finishFlush: constants.Z_SYNC_FLUSH } : {}
const gzip: Codec = { decode: options => createGunzip(zlibOptions(options)), encode: () => createGzip() }
const CODECS: Readonly<Record<string, Codec>> = {
  gzip,
  'x-gzip': gzip,
  deflate: { decode: options => createInflate(zlibOptions(options)), encode: () => createDeflate() },
  br: {
    decode: options =>
      createBrotliDecompress(options?.whole === false ? { finishFlush: constants.BROTLI_OPERATION_FLUSH } : {}),
    encode: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  },
}

/** A Content-Encoding as it is compared (RFC 9110 §8.4.1); undefined when the body is as it is. */
export function encodingOf(header: string | undefined): string | undefined {
  const encoding = header?.trim().toLowerCase()
  return encoding === '' || encoding === 'identity' ? undefined : encoding
}

/**
 * What undoes an encoding of a server's answer, given its first byte; undefined for one that is not known. Servers may send
 * more than callers: zstd, and deflate without the zlib header, whose low four bits are 8 (RFC 1950 §2.2).
 */
export function answerDecoder(encoding: string): ((first: number) => Transform) | undefined {
  if (encoding === 'zstd') return () => createZstdDecompress()
  const codec = codecOf(encoding)
  return codec && (first => (encoding === 'deflate' && (first & 0x0f) !== 8 ? createInflateRaw() : codec.decode()))
}

/** The codec of an encoding, undefined for one that is not known. */
export function codecOf(encoding: string): Codec | undefined {
  return Object.hasOwn(CODECS, encoding) ? CODECS[encoding] : undefined
}

/**
 * An encoded body masked and encoded again, for a body in which something has to be masked. `limit` is the most decoded
 * bytes that are kept. A body that breaks off or breaks its encoding ends where it does.
 */
export async function* maskEncoded(
  chunks: AsyncIterable<Uint8Array>,
  codec: Codec,
  mask: BodyMask,
  limit = Number.POSITIVE_INFINITY,
): AsyncIterable<Uint8Array> {
  const encoder = codec.encode()
  const source = new PassThrough()
  pipeline(source, encoder, () => undefined)
  const writing = (async () => {
    for await (const decoded of decodedUpTo(chunks, codec, limit)) {
      const clean = mask.write(decoded)
      if (clean.length > 0 && !source.write(clean)) await new Promise(resolve => source.once('drain', resolve))
    }
    source.end(mask.end())
  })()
  yield* encoder as AsyncIterable<Uint8Array>
  await writing
}

/** What an encoded body decodes to, as far as it goes. */
export async function* decodedUpTo(
  chunks: AsyncIterable<Uint8Array>,
  codec: Codec,
  limit: number,
): AsyncIterable<Uint8Array> {
  const decoder = codec.decode({ whole: false })
  // What goes wrong destroys the decoder, and reading it below ends there.
  pipeline(Readable.from(chunks, { objectMode: false }), decoder, () => undefined)
  let left = limit
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      yield chunk.subarray(0, left)
      left -= chunk.length
      if (left <= 0) return
    }
  } catch {
    // Beyond a fault nothing can be read, and nothing is kept.
  }
}

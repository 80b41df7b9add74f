import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Transform } from 'node:stream'
import { UserError } from '../../shared/errors.ts'
import type { FileSource } from '../../shared/file-value.ts'
import type { Limits } from '../../shared/settings.ts'
import { codecOf, encodingOf } from '../content-encoding.ts'
import { INLINE_PAYLOAD } from '../files.ts'
import type { BodyKeeper } from './kept-body.ts'

/** Takes a body's bytes as they come, decoded. */
export interface BodyConsumer {
  write(chunk: Uint8Array): void | Promise<void>
  abort(): void
}

/**
 * Asks a client that waits for 100 Continue to send its body (RFC 9110 §10.1.1). Throws BODY_TOO_LARGE in place of that
 * for one that says it will be.
 */
export function askForBody(request: IncomingMessage, response: ServerResponse, limits: Limits): void {
  const { expect } = request.headers
  if (expect === undefined || expect.toLowerCase() !== '100-continue') return
  checkDeclared(request, limits)
  response.writeContinue()
}

function checkDeclared(request: IncomingMessage, limits: Limits): void {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limits.requestBody) throw tooLarge(declared, limits.requestBody)
}

/**
 * Reads a request's body into `consumer`, decoded, and gives what `keeper` keeps of it, null for nothing.
 * Rejects with BODY_TOO_LARGE, ENCODING_UNKNOWN, REQUEST_MALFORMED or REQUEST_TOO_SLOW.
 */
export async function readBody(
  request: IncomingMessage,
  consumer: BodyConsumer,
  keeper: BodyKeeper,
  limits: Limits,
  head: (chunk: Uint8Array) => void,
): Promise<Uint8Array | FileSource | null> {
  checkDeclared(request, limits)
  const decoder = decoderFor(request, consumer, keeper, limits)
  let size = 0
  try {
    for await (const chunk of withoutCutting(request)) {
      size += chunk.length
      head(chunk)
      if (size > limits.requestBody) throw tooLarge(size, limits.requestBody)
      const kept = keeper.write(chunk)
      if (kept) await kept
      const taken = decoder.write(chunk)
      if (taken) await taken
    }
    await decoder.end()
    return await keeper.finish()
  } catch (error) {
    decoder.abort()
    keeper.abort()
    consumer.abort()
    throw error === request.errored && error instanceof Error ? interrupted(error) : error
  }
}

/** The chunks of a request. Leaving its loop keeps the connection: the refusal of what was sent still has to go out on it. */
export function withoutCutting(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false })
}

/**
 * The common case without streams or promises: a plain body of known, small length within the limit. Gives its bytes to
 * `done`. False when the request is not of that kind.
 */
export function readSmallBody(
  request: IncomingMessage,
  { requestBody }: Limits,
  done: (bytes: Buffer | null, error?: UserError) => void,
): boolean {
  const { headers } = request
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined) return false
  const length = headers['content-length'] === undefined ? 0 : Number(headers['content-length'])
  if (!(length <= INLINE_PAYLOAD && length <= requestBody)) return false
  let first: Buffer | null = null
  let rest: Buffer[] | undefined
  request.on('data', (chunk: Buffer) => {
    if (first === null) first = chunk
    else rest = [...(rest ?? [first]), chunk]
  })
  request.on('end', () => done(rest ? Buffer.concat(rest) : first))
  request.on('error', error => done(null, interrupted(error)))
  return true
}

/** The peer ended or broke the connection before the body was whole. */
export function interrupted(error: Error): UserError {
  return new UserError(
    'REQUEST_MALFORMED',
    `The body ended before it was whole: ${error.message}. Send as many bytes as Content-Length says`,
  )
}

/** The body is beyond limits.requestBody. */
export function tooLarge(size: number, limit: number): UserError {
  return new UserError(
    'BODY_TOO_LARGE',
    `The body has ${size} bytes or more, and limits.requestBody is ${limit}. Send less, or raise it in triggerbench.yaml`,
    { limit },
  )
}

/** The body is beyond limits.decompressedBody. */
export function decodedTooLarge(encoding: string, limit: number): UserError {
  return new UserError(
    'BODY_TOO_LARGE',
    `Decoded from ${encoding} the body has more than limits.decompressedBody (${limit} bytes) or 1,000 times what was sent`,
  )
}

interface Decoder {
  write(chunk: Uint8Array): void | Promise<void>
  end(): Promise<void>
  abort(): void
}

function decoderFor(request: IncomingMessage, consumer: BodyConsumer, keeper: BodyKeeper, limits: Limits): Decoder {
  const encoding = encodingOf(request.headers['content-encoding'])
  if (encoding === undefined) return { write: chunk => consumer.write(chunk), end: async () => {}, abort: () => {} }
  const codec = codecOf(encoding)
  if (!codec) {
    throw new UserError(
      'ENCODING_UNKNOWN',
      `Content-Encoding is ${JSON.stringify(encoding)}; gzip, deflate and br are understood. Send the body in one of them, or as it is`,
    )
  }
  let decoder: Decoder | undefined
  return {
    write(chunk) {
      decoder ??= decode(codec.decode(), encoding, consumer, keeper, limits)
      return decoder.write(chunk)
    },
    // Zero bytes are an empty body, not a broken archive.
    end: async () => decoder?.end(),
    abort: () => decoder?.abort(),
  }
}

const MAX_RATIO = 1_000

function decode(
  stream: Transform,
  encoding: string,
  consumer: BodyConsumer,
  keeper: BodyKeeper,
  limits: Limits,
): Decoder {
  let taken = 0
  let given = 0
  const finished = (async () => {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      given += chunk.length
      if (given > limits.decompressedBody || given > Math.max(taken, 1_024) * MAX_RATIO) {
        throw decodedTooLarge(encoding, limits.decompressedBody)
      }
      keeper.decoded(chunk)
      const written = consumer.write(chunk)
      if (written) await written
    }
  })()
  const ended = finished.catch((error: unknown) => {
    throw error instanceof UserError
      ? error
      : new UserError(
          'REQUEST_MALFORMED',
          `The body is not ${encoding}, as Content-Encoding says: ${error instanceof Error ? error.message : String(error)}`,
        )
  })
  ended.catch(() => stream.destroy())
  return {
    write(chunk) {
      taken += chunk.length
      if (stream.write(chunk)) return
      return Promise.race([new Promise<void>(resolve => stream.once('drain', resolve)), ended])
    },
    async end() {
      stream.end()
      await ended
    },
    abort: () => stream.destroy(),
  }
}

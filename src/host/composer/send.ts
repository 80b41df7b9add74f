import { connect, type Socket } from 'node:net'
import type { Clock } from '../engine/clock.ts'
import { type AnswerHead, type AnswerParser, createAnswerParser } from './answer.ts'
import { type Bytes, concatBytes, readBytes, sliceBytes } from './bytes.ts'
import { type Capture, createCapture, type Kept } from './capture.ts'
import type { Composed } from './compose.ts'
import { SendError } from './errors.ts'
import { findHeader } from './headers.ts'
import type { SendOrigin, SendOrigins } from './origins.ts'

export interface SendOptions {
  readonly origin: SendOrigin
  readonly origins: SendOrigins
  readonly clock: Clock
  /** Where captured bytes beyond `memoryLimit` go. */
  readonly folder: string
  /** Bytes kept in memory per direction. */
  readonly memoryLimit: number
  readonly signal?: AbortSignal
}

/** What went out and what came back, byte for byte. */
export interface Sent extends AnswerHead {
  readonly rawRequest: Kept
  readonly rawResponse: Kept
  /** The body without its transfer framing: a part of `rawResponse`. */
  readonly body: Bytes
  /** Milliseconds since the sending began. */
  readonly firstByteMs: number
  readonly durationMs: number
}

/** How long a request with `Expect: 100-continue` waits for the go-ahead (RFC 9110 §10.1.1). */
const CONTINUE_WAIT_MS = 1_000

/**
 * Writes a request's bytes to the trigger over a socket of its own and reads the answer. A body is streamed; when the answer comes
 * before all of it is out, the rest is not sent. Throws a SendError, or the signal's reason when it is given up.
 */
export async function send(composed: Composed, options: SendOptions): Promise<Sent> {
  options.signal?.throwIfAborted()
  const startedAt = options.clock.now()
  const socket = await openSocket(new URL(composed.url), options.signal)
  const forget = options.origins.register(socket.localAddress ?? '', socket.localPort ?? 0, options.origin)
  const abort = () => socket.destroy()
  options.signal?.addEventListener('abort', abort, { once: true })
  const request = createCapture(options.folder, options.memoryLimit)
  const response = createCapture(options.folder, options.memoryLimit)
  const exchange = createExchange(socket, createAnswerParser(composed.method), options.clock)
  const writing = exchange.write(composed, request)
  try {
    const times = await exchange.read(response)
    socket.destroy()
    await writing
    return await finish(exchange.parser, request, response, startedAt, times)
  } catch (error) {
    socket.destroy()
    await writing
    await Promise.all([request.discard(), response.discard()])
    options.signal?.throwIfAborted()
    throw error
  } finally {
    options.signal?.removeEventListener('abort', abort)
    forget()
  }
}

interface Times {
  readonly first: number
  readonly last: number
}

async function finish(
  parser: AnswerParser,
  request: Capture,
  response: Capture,
  startedAt: number,
  times: Times,
): Promise<Sent> {
  const { head } = parser
  if (!head) throw new SendError('ANSWER_CUT', 'The trigger closed the connection before it answered.')
  const [rawRequest, rawResponse] = await Promise.all([request.finish(), response.finish()])
  return {
    ...head,
    rawRequest,
    rawResponse,
    body: concatBytes(...parser.body.map(({ start, end }) => sliceBytes(rawResponse.bytes, start, end))),
    firstByteMs: times.first - startedAt,
    durationMs: times.last - startedAt,
  }
}

function openSocket(url: URL, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80), noDelay: true })
    const abort = () => socket.destroy(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    const settle = () => signal?.removeEventListener('abort', abort)
    socket.once('connect', () => {
      settle()
      resolve(socket)
    })
    socket.once('error', cause => {
      settle()
      if (signal?.aborted) reject(signal.reason)
      else
        reject(
          new SendError('TRIGGER_UNREACHABLE', `The trigger does not answer at ${url.host}: ${cause.message}`, {
            cause,
          }),
        )
    })
  })
}

function createExchange(socket: Socket, parser: AnswerParser, clock: Clock) {
  let lost: Error | undefined
  let wake: (() => void) | undefined
  socket.on('error', error => {
    lost ??= error
    wake?.()
  })
  socket.on('close', () => wake?.())
  const over = () => parser.head !== undefined || socket.destroyed

  /** Resolves when `ready` is true, the socket is gone or `ms` have passed. */
  function wait(ready: () => boolean, ms?: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = ms === undefined ? undefined : clock.after(ms, () => settle())
      const settle = () => {
        cancel?.()
        wake = undefined
        resolve()
      }
      wake = () => {
        if (ready() || socket.destroyed || lost) settle()
      }
      socket.once('drain', () => wake?.())
      wake()
    })
  }

  async function write(composed: Composed, capture: Capture): Promise<void> {
    const pass = async (bytes: Bytes): Promise<void> => {
      for await (const chunk of readBytes(bytes)) {
        if (over() || lost) return
        const room = socket.write(chunk)
        await capture.append(chunk)
        if (!room) await wait(() => !socket.writableNeedDrain || over())
      }
    }
    try {
      await pass(composed.head)
      if (/^100-continue$/i.test(findHeader(composed.headers, 'expect') ?? ''))
        await wait(() => parser.interim > 0 || over(), CONTINUE_WAIT_MS)
      await pass(composed.framedBody)
    } catch (error) {
      socket.destroy()
      lost ??= error instanceof Error ? error : new Error(String(error))
    }
  }

  async function read(capture: Capture): Promise<Times> {
    let first: number | undefined
    let last = clock.now()
    try {
      for await (const chunk of socket as AsyncIterable<Uint8Array>) {
        last = clock.now()
        first ??= last
        await capture.append(chunk)
        parser.push(chunk)
        wake?.()
        if (parser.done) break
      }
    } catch (error) {
      throw lossOf(lost ?? error)
    }
    if (lost && !parser.done) throw lossOf(lost)
    parser.end()
    return { first: first ?? last, last }
  }

  return { parser, write, read }
}

function lossOf(error: unknown): SendError {
  if (error instanceof SendError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new SendError(
    'CONNECTION_LOST',
    `The connection to the trigger broke before its answer was whole: ${message}`,
    {
      cause: error,
    },
  )
}

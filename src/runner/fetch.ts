import net from 'node:net'
import { createFrameReader } from '../shared/frame-reader.ts'
import { type FetchAsk, type FetchReply, RUNNER_FD, RUNNER_FRAME } from '../shared/function-channel.ts'
import { type Call, currentCall } from './call.ts'
import { send, text, u32 } from './channel.ts'
import { exit } from './exit.ts'

interface Pending {
  call: Call
  resolve(response: Response): void
  reject(error: unknown): void
}

/** Bytes of a request's body, which crosses to the host in one piece. */
const MAX_BODY = 50 * 2 ** 20

const parse = JSON.parse
const pending = new Map<number, Pending>()
let nextRequest = 0

/** Reads the host's replies; the process ends when the host has closed them. */
export function openReplies(): void {
  const replies = new net.Socket({ fd: RUNNER_FD.replies, readable: true, writable: false })
  const gone = () => exit(0)
  replies.on('data', createFrameReader(settle)).on('end', gone).on('error', gone).on('close', gone)
}

/** The Function's `fetch`, performed by the host (architecture.md, "runners"). Bodies are whole, not streamed. */
export async function fetchThroughHost(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const call = currentCall()
  if (!call) throw new TypeError('fetch failed: the Function has ended')
  const request = new Request(input, init)
  const signal = request.signal
  signal.throwIfAborted()
  const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
  if (body && body.length > MAX_BODY) {
    throw new TypeError(
      `fetch failed: the body has ${body.length} bytes, more than ${MAX_BODY}; send it with a Request step, which streams files`,
    )
  }
  const ask: FetchAsk = {
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    redirect: request.redirect,
  }
  const id = nextRequest++
  return await new Promise<Response>((resolve, reject) => {
    signal.addEventListener('abort', () => {
      if (pending.delete(id)) send(RUNNER_FRAME.fetchAbort, call.id, [u32(id)])
      reject(signal.reason)
    })
    pending.set(id, { call, resolve, reject })
    call.fetches.add(id)
    const json = text(JSON.stringify(ask))
    const hasBody = body ? [Uint8Array.of(1), body] : [Uint8Array.of(0)]
    send(RUNNER_FRAME.fetch, call.id, [u32(id), u32(json.length), json, ...hasBody])
  })
}

function settle(_kind: number, _call: number, bytes: Uint8Array): void {
  const body = Buffer.from(bytes)
  const id = body.readUInt32LE(0)
  const waiting = pending.get(id)
  if (!waiting) return
  pending.delete(id)
  waiting.call.fetches.delete(id)
  const length = body.readUInt32LE(4)
  const reply = parse(body.toString('utf8', 8, 8 + length)) as FetchReply
  if (reply.error !== undefined) {
    waiting.reject(new TypeError(`fetch failed: ${reply.error}`))
    return
  }
  try {
    waiting.resolve(toResponse(reply, body.subarray(8 + length)))
  } catch (error) {
    waiting.reject(error)
  }
}

const NO_BODY = [101, 103, 204, 205, 304]

function toResponse(reply: FetchReply, body: Buffer): Response {
  const response = new Response(NO_BODY.includes(reply.status) ? null : new Uint8Array(body), {
    status: reply.status,
    statusText: reply.statusText,
    headers: reply.headers,
  })
  Object.defineProperty(response, 'url', { value: reply.url })
  Object.defineProperty(response, 'redirected', { value: reply.redirected })
  return response
}

/** Gives up what the call still waits for. */
export function endFetches(call: Call): void {
  for (const id of call.fetches) {
    if (pending.delete(id)) send(RUNNER_FRAME.fetchAbort, call.id, [u32(id)])
  }
}

import { type FetchAsk, type FetchReply, HOST_FRAME } from '../../shared/function-channel.ts'
import { frame, u32 } from './frames.ts'
import type { PendingCall } from './pending.ts'
import type { FetchHook } from './types.ts'

const NO_ANSWER: FetchReply = { status: 0, statusText: '', url: '', redirected: false, headers: [] }

/** Performs what a Function asked of `fetch` and writes the reply for its runner. */
export async function performFetch(
  pending: PendingCall,
  body: Buffer,
  hook: FetchHook | undefined,
  write: (bytes: Buffer) => void,
): Promise<void> {
  const request = body.readUInt32LE(0)
  const start = 8 + body.readUInt32LE(4)
  const ask = JSON.parse(body.toString('utf8', 8, start)) as FetchAsk
  const payload = body[start] === 1 ? Buffer.from(body.subarray(start + 1)) : null
  const controller = new AbortController()
  pending.fetches.set(request, controller)
  let reply: FetchReply
  let bytes: Uint8Array = new Uint8Array()
  try {
    if (!hook) throw new Error('this host performs no requests for Functions')
    const answer = await hook({ ...ask, body: payload, runId: pending.call.runId }, controller.signal)
    const { body: answered, ...head } = answer
    reply = head
    bytes = answered
  } catch (error) {
    reply = { ...NO_ANSWER, error: error instanceof Error ? error.message : String(error) }
  }
  if (!pending.fetches.delete(request) || controller.signal.aborted) return
  const json = Buffer.from(JSON.stringify(reply))
  write(frame(HOST_FRAME.fetchReply, pending.id, [u32(request), u32(json.length), json, bytes]))
}

/** Ends a request that the Function gave up. */
export function abortFetch(pending: PendingCall, body: Buffer): void {
  const request = body.readUInt32LE(0)
  pending.fetches.get(request)?.abort()
  pending.fetches.delete(request)
}

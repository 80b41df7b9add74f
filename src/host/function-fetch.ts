import { fetch } from 'undici'
import type { FetchHook } from './functions/types.ts'

/** How much a Function's `fetch` takes in, in bytes: what comes crosses to the runner in one piece. */
const MAX_ANSWER = 50 * 2 ** 20

/** Performs a Function's `fetch` in the host, which alone has the network (contract §1, `functions.network: off`). */
export const functionFetch: FetchHook = async (request, signal) => {
  const { url, method, headers, redirect, body } = request
  const response = await fetch(url, { method, headers, redirect, body, signal }).catch(explain)
  const answer = await take(response.body)
  return {
    status: response.status,
    statusText: response.statusText,
    url: response.url,
    redirected: response.redirected,
    headers: [...response.headers],
    body: answer,
  }
}

/** undici says `fetch failed` and keeps why in the cause. */
function explain(error: unknown): never {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) throw error
  const inner = cause instanceof AggregateError ? cause.errors.map(one => one.message).join(', ') : cause.message
  throw new Error(inner || String((cause as NodeJS.ErrnoException).code ?? cause.name), { cause })
}

async function take(stream: AsyncIterable<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER)
      throw new Error(`the answer has more than ${MAX_ANSWER} bytes; use a Request step, which streams it`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

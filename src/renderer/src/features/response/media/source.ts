import type { BodyRef } from '../../../../../shared/execution.ts'
import { ApiError, api } from '../../../api/client.ts'

/** A body that can be read in ranges. Viewers get this, never the bytes. */
export type BodySource = {
  /** The same for the same bytes: the key of caches and of view state. */
  readonly id: string
  readonly size: number
  /** Bytes from `start` up to but not including `end`. Throws ApiError; an abort throws as fetch does. */
  readonly read: (start: number, end: number, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>
  /** An address that gives the whole body, for saving it: of this page's origin, or a `blob:` of what is known as text. */
  readonly link: () => Promise<string>
}

const fetchRange = (url: string, start: number, end: number, signal: AbortSignal | undefined): Promise<Response> =>
  fetch(url, { headers: { range: `bytes=${start}-${end - 1}` }, signal: signal ?? null, cache: 'no-store' })

const EXPIRED = new Set([401, 403, 404])

/** A new address of the same bytes: of the payload with that hash. */
const byHash = async (sha256: string): Promise<string> => (await api.payloadUrl(sha256)).url

/** A new address of the answer to a run: what the run has on disk, when it is the same bytes. */
export const answerOfRun =
  (runId: string | null) =>
  async (sha256: string): Promise<string> => {
    const kept = runId === null ? null : (await api.run(runId)).response?.body
    return kept?.sha256 === sha256 ? kept.url : byHash(sha256)
  }

/** The body behind a signed address. An address that has expired is asked for anew, once a read. */
export const sourceOfRef = (ref: BodyRef, renew: (sha256: string) => Promise<string> = byHash): BodySource => {
  let url = ref.url
  return {
    id: ref.sha256,
    size: ref.size,
    async read(start, end, signal) {
      const stop = Math.min(end, ref.size)
      if (start >= stop) return new Uint8Array()
      let response = await fetchRange(url, start, stop, signal)
      if (EXPIRED.has(response.status)) {
        url = await renew(ref.sha256)
        response = await fetchRange(url, start, stop, signal)
      }
      if (!response.ok)
        throw new ApiError(
          `The bytes cannot be read: the host answered ${response.status}. The run may have been deleted.`,
          'PAYLOAD_UNREADABLE',
          response.status,
        )
      const bytes = new Uint8Array(await response.arrayBuffer())
      return response.status === 206 ? bytes : bytes.subarray(start, stop)
    },
    async link() {
      // An address that has expired is renewed by reading from it.
      await this.read(0, 1)
      return url
    },
  }
}

/** A body whose bytes are at hand. */
export const sourceOfBytes = (id: string, bytes: Uint8Array<ArrayBuffer>): BodySource => ({
  id,
  size: bytes.length,
  read: async (start, end) => bytes.slice(start, end),
  link: async () => URL.createObjectURL(new Blob([bytes])),
})

/** A body that is known as text, such as the answer to a refused request. */
export const sourceOfText = (id: string, text: string): BodySource => sourceOfBytes(id, new TextEncoder().encode(text))

/** Several bodies one after the other, as one: the head of a message and its body. */
export const concatSources = (id: string, parts: readonly BodySource[]): BodySource => ({
  id,
  size: parts.reduce((sum, part) => sum + part.size, 0),
  async read(start, end, signal) {
    const chunks: Uint8Array<ArrayBuffer>[] = []
    let offset = 0
    for (const part of parts) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, part.size)
      if (from < to) chunks.push(await part.read(from, to, signal))
      offset += part.size
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer())
  },
  async link() {
    return URL.createObjectURL(new Blob([await this.read(0, this.size)]))
  },
})

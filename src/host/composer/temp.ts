import { createHash, randomUUID } from 'node:crypto'
import { type Bytes, readBytes } from './bytes.ts'
import type { Kept } from './capture.ts'
import { detectType } from './detect.ts'

/** What was kept for a page to fetch: its key on the payload route, `temp/<id>`. */
export interface TempPayload {
  readonly key: string
  readonly size: number
  readonly sha256: string
  /** The type by its bytes, when they tell one. */
  readonly detected?: string
}

/** Bytes that belong to no run, for as long as a page may ask for them. */
export interface TempPayloads {
  /** Keeps bytes; `release` is called when they are given up. */
  keep(bytes: Bytes, sha256: string, release?: () => Promise<void>): Promise<TempPayload>
  keepAll(kept: Kept): Promise<TempPayload>
  /** The bytes of `temp/<id>`; undefined when they are gone. */
  find(key: string): { bytes: Bytes; sha256: string } | undefined
  /** Forgets everything. */
  clear(): void
}

export interface TempLimits {
  /** How many payloads are kept; the oldest go first. */
  readonly maxEntries: number
  /** How many bytes they may have together; the newest one is kept whatever its size. */
  readonly maxBytes: number
}

interface Entry {
  readonly bytes: Bytes
  readonly sha256: string
  readonly release: (() => Promise<void>) | undefined
}

/** Creates an empty store. */
export function createTempPayloads(limits: TempLimits): TempPayloads {
  const entries = new Map<string, Entry>()
  let total = 0

  async function makeRoom(): Promise<void> {
    for (const [key, entry] of entries) {
      if (entries.size <= 1 || (entries.size <= limits.maxEntries && total <= limits.maxBytes)) return
      entries.delete(key)
      total -= entry.bytes.size
      await entry.release?.()
    }
  }

  const store: TempPayloads = {
    async keep(bytes, sha256, release) {
      const key = `temp/${randomUUID()}`
      entries.set(key, { bytes, sha256, release })
      total += bytes.size
      await makeRoom()
      const detected = await detectType(bytes)
      return { key, size: bytes.size, sha256, ...(detected ? { detected } : {}) }
    },
    keepAll: kept => store.keep(kept.bytes, kept.sha256, kept.release),
    find: key => entries.get(key),
    clear() {
      entries.clear()
      total = 0
    },
  }
  return store
}

/** The SHA-256 of bytes in hex; reads them once. */
export async function hashOf(bytes: Bytes): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of readBytes(bytes)) hash.update(chunk)
  return hash.digest('hex')
}

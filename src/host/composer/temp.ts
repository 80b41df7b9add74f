import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
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

/** Bytes of sendings and previews that belong to no run, for as long as a page may ask for them. */
export interface TempPayloads {
  /** Where captures that outgrow memory are written. */
  readonly folder: string
  /** Keeps bytes; `release` is called when they are given up. */
  keep(bytes: Bytes, sha256: string, release?: () => Promise<void>): Promise<TempPayload>
  /** Keeps bytes whose hash is not known yet: they are read once. */
  keepUnhashed(bytes: Bytes): Promise<TempPayload>
  keepAll(kept: Kept): Promise<TempPayload>
  /** The bytes of `temp/<id>`; undefined when they are gone. */
  find(key: string): { bytes: Bytes; sha256: string } | undefined
  /** Removes everything. */
  close(): void
}

export interface TempOptions {
  readonly folder: string
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

/** Creates the store; what an earlier host left in the folder is removed. */
export function createTempPayloads(options: TempOptions): TempPayloads {
  const entries = new Map<string, Entry>()
  let total = 0
  rmSync(options.folder, { recursive: true, force: true })
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })

  async function makeRoom(): Promise<void> {
    for (const [key, entry] of entries) {
      if (entries.size <= 1 || (entries.size <= options.maxEntries && total <= options.maxBytes)) return
      entries.delete(key)
      total -= entry.bytes.size
      await entry.release?.()
    }
  }

  const store: TempPayloads = {
    folder: options.folder,
    async keep(bytes, sha256, release) {
      const key = `temp/${randomUUID()}`
      entries.set(key, { bytes, sha256, release })
      total += bytes.size
      await makeRoom()
      const detected = await detectType(bytes)
      return { key, size: bytes.size, sha256, ...(detected ? { detected } : {}) }
    },
    async keepUnhashed(bytes) {
      return store.keep(bytes, await hashOf(bytes))
    },
    keepAll: kept => store.keep(kept.bytes, kept.sha256, kept.release),
    find: key => entries.get(key),
    close() {
      entries.clear()
      rmSync(options.folder, { recursive: true, force: true })
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

import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Statement } from 'better-sqlite3'
import { UserError } from '../../shared/errors.ts'
import type { FileSource } from '../../shared/file-value.ts'
import { formatSize } from '../../shared/units.ts'
import { type FileSink, type FileStore, INLINE_PAYLOAD } from '../files.ts'
import { PayloadFile } from './payload-file.ts'
import { type Durability, PAYLOAD_FOLDER } from './schema.ts'

/** Hashes remembered as kept, so that the same file is not written again. */
const REMEMBERED = 16_384
/** Milliseconds for which a payload may belong to a request that is still coming in, and has no row yet. */
const RECENT = 3_600_000
const CHUNK = 64 * 1024

export interface PayloadOptions {
  readonly dataDir: string
  readonly durability: Durability
  /** The largest file, in bytes, whose hex may be asked for. */
  readonly fileHex: () => number
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Small payloads wait: write them soon. */
  readonly wake: () => void
}

/** Payloads by SHA-256 (contract §4): small ones go into the database with the next commit, large ones into a file each. */
export class Payloads implements FileStore {
  readonly folder: string
  readonly #options: PayloadOptions
  readonly #insert: Statement<[Buffer, Uint8Array]>
  readonly #find: Statement<[Buffer], Buffer>
  #waiting = new Map<string, Uint8Array>()
  /** When each was brought last. */
  readonly #kept = new Map<string, number>()
  #files = 0

  constructor(db: Database, options: PayloadOptions) {
    this.#options = options
    this.folder = join(options.dataDir, PAYLOAD_FOLDER)
    this.#find = db.prepare<[Buffer], Buffer>('SELECT bytes FROM payloads WHERE sha256 = ?').pluck()
    this.#insert = db.prepare('INSERT OR IGNORE INTO payloads (sha256, bytes) VALUES (?, ?)')
  }

  /** Removes what a host that died had begun to write. */
  removeLeftovers(): void {
    for (const name of readdirSync(this.folder)) {
      if (name.startsWith('.') && name.endsWith('.part')) unlinkSync(join(this.folder, name))
    }
  }

  put(bytes: Uint8Array): FileSource | Promise<FileSource> {
    if (bytes.length <= INLINE_PAYLOAD) return this.putSmall(bytes)
    const sink = this.sink()
    return (async () => {
      await sink.write(bytes)
      return sink.finish()
    })()
  }

  /** Keeps up to 64 KiB, which the caller must not change any more. */
  putSmall(bytes: Uint8Array): FileSource {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (this.#kept.has(sha256)) this.#keep(sha256)
    else if (!this.#waiting.has(sha256)) {
      this.#waiting.set(sha256, bytes)
      this.#options.wake()
    }
    return this.#source(sha256, bytes.length, () => bytes)
  }

  sink(): FileSink {
    const hash = createHash('sha256')
    const parts: Uint8Array[] = []
    let file: PayloadFile | undefined
    let size = 0
    const payloads = this
    return {
      get size() {
        return size
      },
      write(chunk) {
        hash.update(chunk)
        size += chunk.length
        if (file) return file.write(chunk)
        parts.push(Buffer.from(chunk))
        if (size <= INLINE_PAYLOAD) return undefined
        file = payloads.#newFile()
        return file.write(Buffer.concat(parts.splice(0)))
      },
      async *read() {
        if (file) yield* file.read()
        else yield* parts
      },
      async finish() {
        if (!file) return payloads.putSmall(Buffer.concat(parts))
        const sha256 = hash.digest('hex')
        const path = join(payloads.folder, sha256)
        await file.place(path)
        payloads.#keep(sha256)
        return payloads.#source(sha256, size, () => readFileSync(path))
      },
      abort() {
        parts.length = 0
        file?.discard()
      },
    }
  }

  async *stream(source: FileSource, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    const start = range?.start ?? 0
    const end = Math.min(range?.end ?? source.size, source.size)
    if (start >= end) return
    if (source.size <= INLINE_PAYLOAD) yield source.bytes().subarray(start, end)
    else yield* createReadStream(join(this.folder, source.sha256), { start, end: end - 1, highWaterMark: CHUNK })
  }

  /** A small payload that is not committed yet, or undefined. */
  waiting(sha256: string): Uint8Array | undefined {
    return this.#waiting.get(sha256)
  }

  /** A payload that is kept, by its SHA-256 in hex; undefined when it is gone. It is not swept before a row can name it. */
  kept(sha256: string): FileSource | undefined {
    const bytes = this.#waiting.get(sha256) ?? this.#find.get(Buffer.from(sha256, 'hex'))
    const path = join(this.folder, sha256)
    const size = bytes?.length ?? statSync(path, { throwIfNoEntry: false })?.size
    if (size === undefined) return undefined
    if (!this.#waiting.has(sha256)) this.#keep(sha256)
    return this.#source(sha256, size, () => bytes ?? readFileSync(path))
  }

  /** True while small payloads wait for a commit. */
  get hasWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** Writes what waits, inside the writer's transaction. Gives how many bytes that is. */
  write(): number {
    let size = 0
    for (const [sha256, bytes] of this.#waiting) {
      this.#insert.run(Buffer.from(sha256, 'hex'), bytes)
      size += bytes.length
    }
    return size
  }

  /** What waited is committed. */
  written(): void {
    if (this.#waiting.size === 0) return
    for (const sha256 of this.#waiting.keys()) this.#keep(sha256)
    this.#waiting = new Map()
  }

  /** True when a request that has no row yet may hold it. */
  isRecent(sha256: string): boolean {
    const at = this.#kept.get(sha256)
    return (at !== undefined && this.#options.now() - at < RECENT) || this.#waiting.has(sha256)
  }

  /** The payload was removed; the next one like it is written again. */
  forget(sha256: string): void {
    this.#kept.delete(sha256)
  }

  #newFile(): PayloadFile {
    return new PayloadFile(join(this.folder, `.${process.pid}-${++this.#files}.part`), this.#options.durability)
  }

  #keep(sha256: string): void {
    this.#kept.delete(sha256)
    this.#kept.set(sha256, this.#options.now())
    if (this.#kept.size <= REMEMBERED) return
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  #source(sha256: string, size: number, bytes: () => Uint8Array): FileSource {
    return {
      sha256,
      size,
      bytes,
      hex: () => {
        const limit = this.#options.fileHex()
        if (size > limit) throw tooLargeForHex(size, limit)
        const all = bytes()
        return Buffer.from(all.buffer, all.byteOffset, all.byteLength).toString('hex')
      },
    }
  }
}

function tooLargeForHex(size: number, limit: number): UserError {
  return new UserError(
    'FILE_TOO_LARGE_FOR_HEX',
    `A file of ${formatSize(size)} was asked for as hex, and the limit limits.fileHex is ${formatSize(limit)}. Pass the file on as a whole instead of reading its data, or raise the limit.`,
    { size, limit },
  )
}

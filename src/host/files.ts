import type { FileSource } from '../shared/file-value.ts'

/** Takes a payload's bytes as they come and keeps them under their SHA-256. */
export interface FileSink {
  /** Bytes written so far. */
  readonly size: number
  /** Takes a chunk (which the caller may reuse after the promise); resolves when more may be written. */
  write(chunk: Uint8Array): void | Promise<void>
  /** What was written so far, while it is neither finished nor given up. */
  read(): AsyncIterable<Uint8Array>
  /** In place under its hash when this resolves. */
  finish(): Promise<FileSource>
  /** Gives the bytes up and removes what was written. */
  abort(): void
}

/**
 * Where a run's files are kept: one payload a SHA-256, whoever brings it (contract §4). Up to 64 KiB a payload goes into
 * the database with the next commit; above, into `.triggerbench/payloads/<sha256>`, in place before the row that names it.
 */
export interface FileStore {
  /** Keeps bytes. At once for small ones, else when they are in place. */
  put(bytes: Uint8Array): FileSource | Promise<FileSource>
  /** Keeps bytes as they stream in; small ones stay in memory, large ones go to disk as they come. */
  sink(): FileSink
  /** All of a payload in chunks, or a part of it: `start` and `end` are byte offsets, `end` exclusive. */
  stream(source: FileSource, range?: { start: number; end: number }): AsyncIterable<Uint8Array>
}

/** Takes out of a body what must not be kept (contract §4), on its way to where it is kept. */
export interface BodyMask {
  /** The next bytes that may be kept; some are held back until more come. */
  write(chunk: Uint8Array): Uint8Array
  /** The bytes that were held back. */
  end(): Uint8Array
  /** Whether anything was masked so far. */
  readonly changed: boolean
}

/**
 * A mask for a body of a run, undefined when there is nothing to look for: secrets, and what the sensitive ones of
 * `rawHeaders` (names and values alternating) and of the headers in `records` hold. With a `boundary` the body is
 * multipart, and the bytes of its files are left as they are.
 */
export type MaskFor = (rawHeaders: readonly string[], records?: unknown, boundary?: string) => BodyMask | undefined

/** Payloads up to this many bytes live in the database (contract §4). */
export const INLINE_PAYLOAD = 64 * 1024

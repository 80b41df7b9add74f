import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { BodyRef } from '../../shared/execution.ts'

/** The first bytes of a body, enough to tell its type by. */
const HEAD = 4_096

/** A body's bytes, or where they are. */
export type BodyPlace = { sha256: string; size: number } & ({ bytes: Uint8Array } | { file: string })

/** Finds the bodies that rows name. */
export class BodyPlaces {
  readonly #db: Database
  readonly #payloads: string

  /** `payloads` is the folder of large ones. */
  constructor(db: Database, payloads: string) {
    this.#db = db
    this.#payloads = payloads
  }

  /** Where a body is: its bytes are in the column itself, or it holds their hash. Undefined for none, and for one that is gone. */
  place(column: Buffer | string | null): BodyPlace | undefined {
    if (column === null) return undefined
    if (typeof column !== 'string')
      return { bytes: column, size: column.length, sha256: createHash('sha256').update(column).digest('hex') }
    const find = this.#db.prepare<[Buffer], Buffer>('SELECT bytes FROM payloads WHERE sha256 = ?').pluck()
    const bytes = find.get(Buffer.from(column, 'hex'))
    if (bytes) return { bytes, size: bytes.length, sha256: column }
    const file = join(this.#payloads, column)
    const stat = statSync(file, { throwIfNoEntry: false })
    return stat && { file, size: stat.size, sha256: column }
  }

  /** What a detail says of a body; `key` stands for its address. */
  async reference(key: string, place: BodyPlace | undefined): Promise<BodyRef | null> {
    if (!place) return null
    const { fileTypeFromBuffer } = await import('file-type')
    const detected = await fileTypeFromBuffer('bytes' in place ? place.bytes.subarray(0, HEAD) : headOf(place.file))
    return { size: place.size, sha256: place.sha256, url: key, ...(detected ? { detected: detected.mime } : {}) }
  }
}

/** All of a body's bytes; none for none. */
export function bytesAt(place: BodyPlace | undefined): Uint8Array {
  if (!place) return new Uint8Array()
  return 'bytes' in place ? place.bytes : readFileSync(place.file)
}

/** The first 4 KiB of a file; nothing when it cannot be read. */
function headOf(file: string): Uint8Array {
  try {
    const handle = openSync(file, 'r')
    try {
      const head = Buffer.alloc(HEAD)
      return head.subarray(0, readSync(handle, head))
    } finally {
      closeSync(handle)
    }
  } catch {
    return new Uint8Array()
  }
}

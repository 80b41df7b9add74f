import { isRecord } from './json.ts'

/** The file object as callers and Functions see it (contract §1, "The file object"; Paragon §3). `data` is hex, `size` a byte count as a string. */
export interface FileObject {
  name?: string
  mimeType?: string
  dataType: 'FILE'
  data: string
  size: string
}

/** A file as records keep it: the same fields with the payload's SHA-256 in place of the bytes. */
export interface StoredFile {
  name?: string
  mimeType?: string
  dataType: 'FILE'
  size: string
  sha256: string
}

/** Where a file's bytes are. Reading is the host's business; shared code only carries the reference. */
export interface FileSource {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** All bytes, read now. */
  bytes(): Uint8Array
  /** All bytes as lower-case hex; throws FILE_TOO_LARGE_FOR_HEX beyond the limit `fileHex`. */
  hex(): string
}

let form: 'wire' | 'record' = 'wire'

/**
 * A file in a run's data: by reference, so bytes are never copied through JSON. Its hex is made only when something
 * asks for it (`data`, or the file inside a JSON text that leaves the host).
 */
export class FileRef {
  readonly name: string | undefined
  readonly mimeType: string | undefined
  readonly source: FileSource

  constructor(source: FileSource, name?: string, mimeType?: string) {
    this.source = source
    this.name = name
    this.mimeType = mimeType
  }

  /** A member of the file object by name, as a template reads it; undefined when it has none of that name. */
  get(key: string): string | undefined {
    switch (key) {
      case 'name':
        return this.name
      case 'mimeType':
        return this.mimeType
      case 'dataType':
        return 'FILE'
      case 'size':
        return String(this.source.size)
      case 'data':
        return this.source.hex()
      default:
        return undefined
    }
  }

  toStored(): StoredFile {
    return {
      ...(this.name === undefined ? {} : { name: this.name }),
      ...(this.mimeType === undefined ? {} : { mimeType: this.mimeType }),
      dataType: 'FILE',
      size: String(this.source.size),
      sha256: this.source.sha256,
    }
  }

  toObject(): FileObject {
    const { sha256: _, ...rest } = this.toStored()
    return { ...rest, data: this.source.hex() }
  }

  toJSON(): FileObject | StoredFile {
    return form === 'record' ? this.toStored() : this.toObject()
  }
}

/** JSON text for a record: files by their hash. Undefined becomes `null`. */
export function stringifyRecord(value: unknown): string {
  form = 'record'
  try {
    return JSON.stringify(value) ?? 'null'
  } finally {
    form = 'wire'
  }
}

/** JSON text for the world outside: files as file objects with their hex. Undefined becomes `null`. */
export function stringifyWire(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

/** True for a file object with hex data, as it arrives in JSON (Paragon §3: `dataType: "FILE"` marks it). */
export function isFileObject(
  value: unknown,
): value is { dataType: 'FILE'; data: unknown; name?: unknown; mimeType?: unknown } {
  return isRecord(value) && value.dataType === 'FILE' && Object.hasOwn(value, 'data')
}

/** True for a file as a record keeps it. */
export function isStoredFile(value: unknown): value is StoredFile {
  return (
    isRecord(value) && value.dataType === 'FILE' && typeof value.sha256 === 'string' && !Object.hasOwn(value, 'data')
  )
}

/** The offset of the first character that makes `text` no hex (an odd length is at its end); -1 when it is hex. */
export function firstHexError(text: string): number {
  const bad = text.search(/[^0-9a-fA-F]/)
  if (bad >= 0) return bad
  return text.length % 2 === 0 ? -1 : text.length
}

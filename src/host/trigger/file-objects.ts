import { UserError } from '../../shared/errors.ts'
import { FileRef, type FileSource, firstHexError, isFileObject } from '../../shared/file-value.ts'
import { setOwn } from '../../shared/template.ts'
import type { FileStore } from '../files.ts'
import { nextTurn } from '../next-turn.ts'

/** A file object's mark, as it stands in JSON, or escapes that may spell it; looking for them spares walking every body. */
const MARKS = ['"dataType"', '\\u00']
const MARK_BYTES = MARKS.map(mark => Buffer.from(mark))
/** Members between two pauses: other requests are answered in between. */
const PAUSE_AFTER = 20_000
/** Digits of hex that are decoded at once; an even number. */
const DIGITS_AT_ONCE = 2 * 1024 * 1024

/** Whether a JSON text, or its bytes in UTF-8, may hold a file object. */
export function mayHoldFiles(json: string | Uint8Array): boolean {
  if (typeof json === 'string') return MARKS.some(mark => json.includes(mark))
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength)
  return MARK_BYTES.some(mark => bytes.includes(mark))
}

/** An array or object on the way down to the value that is looked at. */
interface Level {
  readonly holder: Record<string, unknown> | readonly unknown[]
  /** Names of members; undefined for an array. */
  readonly names: readonly string[] | undefined
  readonly path: string
  next: number
}

/**
 * Turns every file object in JSON data (`dataType: "FILE"` with hex `data`, Paragon §3) into a file by reference, in place.
 * Gives the same value where there is none. Throws FILE_HEX_INVALID naming the field and the offset.
 */
export async function takeFiles(value: unknown, files: FileStore): Promise<unknown> {
  if (isFileObject(value)) return toFile(value, files, '')
  const levels: Level[] = []
  descend(value, '', levels)
  for (let seen = 1; ; seen++) {
    const level = levels.at(-1)
    if (!level) return value
    const at = level.next++
    const key = level.names ? level.names[at] : at
    if (key === undefined || at >= (level.names ?? (level.holder as readonly unknown[])).length) levels.pop()
    else {
      const holder = level.holder as Record<string | number, unknown>
      const item = holder[key]
      if (isFileObject(item)) setOwn(holder, String(key), await toFile(item, files, pathOf(level, key)))
      else if (typeof item === 'object' && item !== null) descend(item, pathOf(level, key), levels)
    }
    if (seen % PAUSE_AFTER === 0) await nextTurn()
  }
}

function descend(value: unknown, path: string, levels: Level[]): void {
  if (Array.isArray(value)) levels.push({ holder: value, names: undefined, path, next: 0 })
  else if (typeof value === 'object' && value !== null)
    levels.push({ holder: value as Record<string, unknown>, names: Object.keys(value), path, next: 0 })
}

function pathOf({ names, path }: Level, key: string | number): string {
  if (!names) return `${path}[${key}]`
  return path ? `${path}.${key}` : String(key)
}

async function toFile(
  value: { data: unknown; name?: unknown; mimeType?: unknown },
  files: FileStore,
  path: string,
): Promise<FileRef> {
  const field = path ? `${path}.data` : 'data'
  const { data } = value
  if (typeof data !== 'string') {
    throw new UserError('FILE_HEX_INVALID', `${field} is not a string: a file object carries its bytes as hex text`, {
      field,
      offset: 0,
    })
  }
  return new FileRef(await keepHex(data, field, files), text(value.name), text(value.mimeType))
}

async function keepHex(data: string, field: string, files: FileStore): Promise<FileSource> {
  if (data.length <= DIGITS_AT_ONCE) return files.put(decodeHex(data, 0, field))
  const sink = files.sink()
  try {
    for (let from = 0; from < data.length; from += DIGITS_AT_ONCE) {
      await sink.write(decodeHex(data, from, field))
      await nextTurn()
    }
    return await sink.finish()
  } catch (error) {
    sink.abort()
    throw error
  }
}

/** The bytes of as many digits from `from` on as are decoded at once. Throws FILE_HEX_INVALID. */
function decodeHex(data: string, from: number, field: string): Buffer {
  const digits = data.slice(from, from + DIGITS_AT_ONCE)
  const bad = firstHexError(digits)
  if (bad < 0) return Buffer.from(digits, 'hex')
  const offset = from + bad
  const what =
    offset === data.length
      ? `has an odd number of digits (${data.length})`
      : `has ${JSON.stringify(data[offset])} at offset ${offset}, which is no hex digit`
  throw new UserError('FILE_HEX_INVALID', `${field} ${what}. Send two hex digits for each byte`, { field, offset })
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

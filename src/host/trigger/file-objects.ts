import { UserError } from '../../shared/errors.ts'
import { FileRef, firstHexError, isFileObject } from '../../shared/file-value.ts'
import { setOwn } from '../../shared/template.ts'
import type { FileStore } from '../files.ts'

/** A file object's mark, as it stands in JSON, or escapes that may spell it; looking for them spares walking every body. */
const FILE_MARK = /"dataType"|\\u00/

/** Whether a JSON text may hold a file object. */
export function mayHoldFiles(text: string): boolean {
  return FILE_MARK.test(text)
}

/** Values between two pauses: other requests are answered in between. */
const PAUSE_AFTER = 20_000

/**
 * Turns every file object in JSON data (`dataType: "FILE"` with hex `data`, Paragon §3) into a file by reference, in place.
 * Gives the same value where there is none. Throws FILE_HEX_INVALID naming the field and the offset.
 */
export async function takeFiles(value: unknown, files: FileStore): Promise<unknown> {
  const root = { value }
  const pending: Place[] = [{ holder: root, key: 'value', path: '' }]
  for (let seen = 1; ; seen++) {
    const place = pending.pop()
    if (!place) return root.value
    const item = (place.holder as Record<string, unknown>)[place.key]
    if (isFileObject(item))
      setOwn(place.holder as Record<string, unknown>, place.key, await toFile(item, files, place.path))
    else pending.push(...placesIn(item, place.path).reverse())
    if (seen % PAUSE_AFTER === 0) await new Promise(resolve => setImmediate(resolve))
  }
}

function placesIn(value: unknown, path: string): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const places: Place[] = []
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'object' || item === null) continue
    places.push({ holder: value, key, path: Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key })
  }
  return places
}

/** Where a value stands. */
interface Place {
  holder: object
  key: string
  path: string
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
  const offset = firstHexError(data)
  if (offset >= 0) {
    const what =
      offset === data.length
        ? `has an odd number of digits (${data.length})`
        : `has ${JSON.stringify(data[offset])} at offset ${offset}, which is no hex digit`
    throw new UserError('FILE_HEX_INVALID', `${field} ${what}. Send two hex digits for each byte`, { field, offset })
  }
  const source = await files.put(Buffer.from(data, 'hex'))
  return new FileRef(source, text(value.name), text(value.mimeType))
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

import { UserError } from '../../shared/errors.ts'
import { FileRef, firstHexError, isFileObject } from '../../shared/file-value.ts'
import { setOwn } from '../../shared/template.ts'
import type { FileStore } from '../files.ts'

/**
 * Turns every file object in JSON data (`dataType: "FILE"` with hex `data`, Paragon §3) into a file by reference.
 * Gives the same value where there is none. Throws FILE_HEX_INVALID naming the field and the offset.
 */
export async function takeFiles(value: unknown, files: FileStore, path = ''): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value
  if (isFileObject(value)) return toFile(value, files, path)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++)
      value[index] = await takeFiles(value[index], files, `${path}[${index}]`)
    return value
  }
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'object' && item !== null)
      setOwn(value as Record<string, unknown>, key, await takeFiles(item, files, path ? `${path}.${key}` : key))
  }
  return value
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

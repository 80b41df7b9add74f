import { FileRef, firstHexError } from '../shared/file-value.ts'
import type { FileStore } from './files.ts'

/**
 * Keeps the bytes of a file object with hex, as documents, callers and Functions write it (Paragon §3). Throws what
 * `fail` makes of a sentence that begins with "is" when its data is no hex.
 */
export async function keepFileObject(
  { data, name, mimeType }: { data: unknown; name?: unknown; mimeType?: unknown },
  files: FileStore,
  fail: (what: string) => Error,
): Promise<FileRef> {
  if (typeof data !== 'string') throw fail('is a file object whose data is no hex text')
  const wrong = firstHexError(data)
  if (wrong >= 0) throw fail(`is a file object whose data is no hex at offset ${wrong}`)
  return new FileRef(await files.put(Buffer.from(data, 'hex')), text(name), text(mimeType))
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

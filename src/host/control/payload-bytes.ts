import { bytesOf, fileBytes, readBytes } from '../composer/bytes.ts'
import type { ControlContext } from './options.ts'
import { findFile } from './workspace-files.ts'

/** Bytes behind a payload key, and the ETag's text. Offsets are bytes, `end` exclusive. */
export interface Payload {
  readonly size: number
  readonly tag: string
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/**
 * The payload of a key: `temp/<id>` of the composer, `file/<path>` of the workspace, or one of the history's (a run under
 * way is there since its first commit). Undefined when there is none.
 */
export async function findPayload(key: string, context: ControlContext): Promise<Payload | undefined> {
  if (key.startsWith('temp/')) {
    const found = context.composer.find(key)
    return (
      found && { size: found.bytes.size, tag: found.sha256, read: (start, end) => readBytes(found.bytes, start, end) }
    )
  }
  if (key.startsWith('file/')) {
    const { real, size, changed } = await findFile(context.workspace, key.slice('file/'.length))
    const bytes = bytesOf(fileBytes(real, size))
    return { size, tag: `${size}-${changed}`, read: (start, end) => readBytes(bytes, start, end) }
  }
  const kept = await context.history.reader.body(key)
  return kept && { size: kept.size, tag: kept.sha256, read: (start, end) => kept.read(start, end) }
}

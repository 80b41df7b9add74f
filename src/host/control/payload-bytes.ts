import { bytesOf, fileBytes, readBytes } from '../composer/bytes.ts'
import type { HistoryReader } from '../history/types.ts'
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
  const kept = await readKept(key, context)
  return kept && { size: kept.size, tag: kept.sha256, read: (start, end) => kept.read(start, end) }
}

/** How long, and how often, a body of a run under way is waited for: its first row comes within some 20 ms. */
const WAIT_MS = 10
const WAITS = 50

async function readKept(key: string, { history, runs, clock }: ControlContext): ReturnType<HistoryReader['body']> {
  const [, runId] = /^run\/([^/]+)\//.exec(key) ?? []
  for (let wait = 0; ; wait++) {
    const underWay = runId !== undefined && runs.live(runId) !== undefined
    const kept = await history.reader.body(key)
    if (kept || !underWay || wait === WAITS) return kept
    await new Promise<void>(resolve => clock.after(WAIT_MS, resolve))
  }
}

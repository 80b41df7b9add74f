import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bytes, bytesOf, fileBytes } from './bytes.ts'

/** Bytes that were kept whole, with their SHA-256 in hex. `release` gives their disk space back. */
export interface Kept {
  readonly bytes: Bytes
  readonly sha256: string
  release(): Promise<void>
}

/** Keeps bytes as they pass: in memory up to a limit, above it in a file, so that memory stays bounded. */
export interface Capture {
  /** Takes a chunk, one call after another; the chunk may be reused when the promise resolves. */
  append(chunk: Uint8Array): Promise<void>
  finish(): Promise<Kept>
  discard(): Promise<void>
}

/** Creates a capture that moves to a file in `folder` when it grows beyond `memoryLimit` bytes. */
export function createCapture(folder: string, memoryLimit: number): Capture {
  const hash = createHash('sha256')
  let chunks: Uint8Array[] = []
  let size = 0
  let path: string | undefined
  let file: FileHandle | undefined

  async function spill(): Promise<FileHandle> {
    path = join(folder, `${randomUUID()}.bytes`)
    file = await open(path, 'wx', 0o600)
    for (const chunk of chunks) await file.write(chunk)
    chunks = []
    return file
  }

  async function release(): Promise<void> {
    if (path !== undefined) await rm(path, { force: true })
  }

  return {
    async append(chunk) {
      hash.update(chunk)
      size += chunk.byteLength
      if (size <= memoryLimit) {
        chunks.push(Uint8Array.from(chunk))
        return
      }
      const target = file ?? (await spill())
      for (let at = 0; at < chunk.byteLength; ) at += (await target.write(chunk, at)).bytesWritten
    },
    async finish() {
      await file?.close()
      const bytes = path === undefined ? bytesOf(Buffer.concat(chunks)) : bytesOf(fileBytes(path, size))
      return { bytes, sha256: hash.digest('hex'), release }
    },
    async discard() {
      await file?.close()
      await release()
    },
  }
}

import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UserError } from '../../shared/errors.ts'
import type { Durability } from './schema.ts'

const CHUNK = 64 * 1024

/**
 * A large payload on its way to `payloads/<sha256>`: written beside under a temporary name and renamed when whole, so
 * that a file under its hash is never in part. With durability `power` it is synced before, its folder after.
 */
export class PayloadFile {
  readonly #path: string
  readonly #durability: Durability
  readonly #handle: Promise<FileHandle>
  #given = false

  constructor(path: string, durability: Durability) {
    this.#path = path
    this.#durability = durability
    this.#handle = open(path, 'wx+', 0o600)
    this.#handle.catch(() => undefined)
  }

  /** Resolves when the chunk is with the operating system. Throws HISTORY_UNWRITABLE when the disk does not take it. */
  async write(chunk: Uint8Array): Promise<void> {
    try {
      const handle = await this.#handle
      let from = 0
      while (from < chunk.length) from += (await handle.write(chunk, from)).bytesWritten
    } catch (error) {
      await this.#remove()
      throw unwritable(error)
    }
  }

  /** What was written so far. Throws HISTORY_UNWRITABLE when the disk does not give it back. */
  async *read(): AsyncIterable<Uint8Array> {
    const handle = await this.#handle
    for (let at = 0; ; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK), 0, CHUNK, at).catch(error => {
        throw unwritable(error)
      })
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
  }

  /** Puts the file in place. The same bytes may stand there already, or arrive at the same time: either is as good. */
  async place(path: string): Promise<void> {
    try {
      const handle = await this.#handle
      if (this.#durability === 'power') await handle.sync()
      await handle.close()
      await rename(this.#path, path)
      if (this.#durability === 'power') await syncFolder(dirname(path))
    } catch (error) {
      await this.#remove()
      throw unwritable(error)
    }
  }

  /** Gives the file up. */
  discard(): void {
    void this.#remove()
  }

  async #remove(): Promise<void> {
    if (this.#given) return
    this.#given = true
    try {
      const handle = await this.#handle
      await handle.close().catch(() => undefined)
      await unlink(this.#path).catch(() => undefined)
    } catch {
      // It could not be opened, so there is nothing to remove.
    }
  }
}

/** The error of a history that cannot be written, with the disk's own words. */
export function unwritable(error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error)
  return new UserError(
    'HISTORY_UNWRITABLE',
    `The history in .triggerbench could not be written: ${reason}. Free space on that disk or check who may write there; the next run tries again.`,
  )
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its renames are journalled with the file.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

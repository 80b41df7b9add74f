import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { besideOf } from './atomic.ts'

/** Writes what comes in chunks beside a file's place and renames it there when all of it is on disk. Nothing stays of a stream that breaks off. */
export async function writeStream(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const beside = besideOf(path)
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      for await (const chunk of chunks) await file.appendFile(chunk)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

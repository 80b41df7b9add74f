import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file beside its place and renames it there, so that a reader sees the old bytes or the new ones.
 * Does nothing when the content is already there. Folders are made as needed. Gives whether it wrote.
 */
export function writeAtomic(path: string, content: string | Uint8Array, options: { mode?: number } = {}): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  if (readExisting(path)?.equals(bytes)) return false
  mkdirSync(dirname(path), { recursive: true })
  const beside = besideOf(path)
  try {
    const file = openSync(beside, 'wx', options.mode ?? 0o666)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
  return true
}

/** A name beside `path` that nothing else uses, for writing before a rename. */
export function besideOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`
}

/** Whether `name` is such a name: of a file that is being written, or that a killed host left. */
export function isBeside(name: string): boolean {
  return /\.[0-9a-f]{12}\.tmp$/.test(name)
}

function readExisting(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { WorkspaceError } from './errors.ts'

const LOCK_FILE = 'lock.db'
/** How long a start waits for another process that only looks whether the lock is held. */
const LOOK_MS = 250

/**
 * One host a workspace (contract §3): an exclusive SQLite transaction on `.triggerbench/lock.db`, held open. It is the
 * operating system's lock on that file, so it ends with its process however that ends, it needs no heartbeat and no
 * clean-up of a stale process id, and it works the same on Linux, macOS and Windows; SQLite's own code takes care that
 * other handles of this process on the file do not drop it, so nothing else may open lock.db.
 */
export interface WorkspaceLock {
  release(): void
}

/** Takes the lock; undefined when another host holds it. */
export function takeLock(dataDir: string): WorkspaceLock | undefined {
  const database = open(dataDir, LOOK_MS)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
  return { release: () => database.close() }
}

/** Whether a host holds the lock now. */
export function isLocked(dataDir: string): boolean {
  let database: Database.Database
  try {
    database = new Database(join(dataDir, LOCK_FILE), { readonly: true, fileMustExist: true, timeout: 0 })
  } catch {
    return false
  }
  try {
    database.prepare('SELECT 1 FROM sqlite_schema').get()
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw error
  } finally {
    database.close()
  }
}

function open(dataDir: string, timeout: number): Database.Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, LOCK_FILE)
  try {
    const database = new Database(path, { timeout })
    database.pragma('locking_mode = NORMAL')
    return database
  } catch (error) {
    throw new WorkspaceError(
      `The workspace cannot be locked with ${path}: ${error instanceof Error ? error.message : error}`,
    )
  }
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError && (error.code.startsWith('SQLITE_BUSY') || error.code === 'SQLITE_LOCKED')
  )
}

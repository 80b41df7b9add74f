import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Migration, migrations } from './migrations.ts'

/** `.triggerbench/history.db`. */
export const DATABASE_FILE = 'history.db'

/** `.triggerbench/payloads`. */
export const PAYLOAD_FOLDER = 'payloads'

/** Whether an accepted run survives the death of the process, or that of the machine too (contract §4). */
export type Durability = 'process' | 'power'

/** The history cannot be opened; `message` says which file, why, and what to do. */
export class HistoryError extends Error {
  readonly code: 'HISTORY_NEWER' | 'HISTORY_UNREADABLE'

  constructor(code: 'HISTORY_NEWER' | 'HISTORY_UNREADABLE', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HistoryError'
    this.code = code
  }
}

/**
 * Makes `.triggerbench` as the contract has it (§1): only its owner may enter it, and git ignores all of it.
 * Takes the folder's path; throws the file system's error when it cannot be made.
 */
export function prepareDataDir(dataDir: string): void {
  mkdirSync(join(dataDir, PAYLOAD_FOLDER), { recursive: true, mode: 0o700 })
  chmodSync(dataDir, 0o700)
  const ignore = join(dataDir, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 })
}

/**
 * Opens the history for writing and brings it to this program's schema, a migration at a time, each in one transaction
 * after a copy of the file was put beside it. Throws HistoryError and leaves the file as it is when it was written by
 * a newer program (contract §4) or is no database.
 */
export function openDatabase(
  dataDir: string,
  durability: Durability,
  steps: readonly Migration[] = migrations,
): Database.Database {
  const file = join(dataDir, DATABASE_FILE)
  let db: Database.Database | undefined
  try {
    if (existsSync(file)) refuseNewer(file, steps.length)
    db = new Database(file)
    db.pragma('auto_vacuum = INCREMENTAL')
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${durability === 'power' ? 'FULL' : 'NORMAL'}`)
    db.pragma('busy_timeout = 5000')
    migrate(db, file, steps)
    chmodSync(file, 0o600)
    return db
  } catch (error) {
    db?.close()
    throw readable(file, error)
  }
}

/**
 * Opens the history for reading, beside whoever writes it; undefined when there is none yet.
 * Throws HistoryError when it was written by another version of the program, or is no database.
 */
export function openDatabaseForReading(dataDir: string): Database.Database | undefined {
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) return undefined
  try {
    refuseNewer(file, migrations.length)
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 })
    const version = versionOf(db)
    if (version === migrations.length) return db
    db.close()
    if (version === 0) return undefined
    throw new HistoryError(
      'HISTORY_UNREADABLE',
      `${file} has schema ${version} and this program reads ${migrations.length}. Start the host once: it brings the file up to date.`,
    )
  } catch (error) {
    throw readable(file, error)
  }
}

/**
 * Looks before anything is opened: SQLite changes a file, or leaves others beside it, by opening it alone. Only what
 * stands in a WAL that is there already has to be asked for.
 */
function refuseNewer(file: string, known: number): void {
  const version = versionInHeader(file)
  if (version > known) throw newer(file, version, known)
  if (!existsSync(`${file}-wal`)) return
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    if (versionOf(db) > known) throw newer(file, versionOf(db), known)
  } finally {
    db.close()
  }
}

/** The user version in a database file's header (SQLite file format §1.3); 0 when the file is shorter. */
function versionInHeader(file: string): number {
  const header = Buffer.alloc(100)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, header)
  } finally {
    closeSync(handle)
  }
  return header.toString('latin1', 0, 15) === 'SQLite format 3' ? header.readUInt32BE(60) : 0
}

function migrate(db: Database.Database, file: string, steps: readonly Migration[]): void {
  const found = versionOf(db)
  for (let version = found; version < steps.length; version++) {
    const migration = steps[version]
    if (!migration) return
    // A new file holds nothing yet that a copy could save.
    if (found > 0) backUp(db, `${file}.v${version}.bak`)
    db.transaction(() => {
      migration(db)
      db.pragma(`user_version = ${version + 1}`)
    }).exclusive()
  }
}

/** A whole copy as of now, WAL included; one left by an earlier attempt that died is taken again. */
function backUp(db: Database.Database, copy: string): void {
  rmSync(copy, { force: true })
  db.prepare('VACUUM INTO ?').run(copy)
  chmodSync(copy, 0o600)
}

function versionOf(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

function newer(file: string, version: number, known: number): HistoryError {
  return new HistoryError(
    'HISTORY_NEWER',
    `${file} was written by a newer Triggerbench (schema ${version}; this one knows ${known}) and was left as it is. Update Triggerbench, or move the file away to begin a new history.`,
  )
}

function readable(file: string, error: unknown): Error {
  if (error instanceof HistoryError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new HistoryError(
    'HISTORY_UNREADABLE',
    `${file} cannot be opened: ${reason}. Move it away to begin a new history, or put a copy back.`,
    { cause: error },
  )
}

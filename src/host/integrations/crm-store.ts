import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { stringifyRecord } from '../../shared/file-value.ts'
import { asText } from '../../shared/template.ts'

/** A record as it is kept: files in `fields` stand there by their hash. */
export interface CrmRow {
  readonly id: string
  readonly type: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly fields: Record<string, unknown>
}

export interface CrmFilter {
  readonly type: string
  /** The whole address, in any case. */
  readonly email?: string | undefined
  /** Text that any field contains, in any case. */
  readonly query?: string | undefined
}

export interface CrmPage {
  readonly rows: readonly CrmRow[]
  /** Of all pages. */
  readonly total: number
  /** Where the next page starts after; null at the end. */
  readonly next: number | null
}

export interface CrmStore {
  /** A page in the order of creation, after the place `after`. */
  list(filter: CrmFilter, after: number, limit: number): CrmPage
  get(type: string, id: string): CrmRow | undefined
  insert(row: CrmRow): CrmRow
  /** Puts `row` in place of the one with its type and id. */
  replace(row: CrmRow): CrmRow
  remove(row: CrmRow): void
  close(): void
}

interface Stored {
  seq: number
  id: string
  type: string
  created: string
  updated: string
  fields: string
}

const TABLE = `
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, id TEXT NOT NULL,
    created TEXT NOT NULL, updated TEXT NOT NULL, email TEXT, text TEXT NOT NULL, fields TEXT NOT NULL,
    UNIQUE (type, id)
  ) STRICT;
  CREATE INDEX record_type ON record (type, seq);
  CREATE INDEX record_email ON record (type, email);
  PRAGMA user_version = 1`

/** Opens a CRM's records; a new one is made and given what `seed` gives, in one transaction. */
export function openCrmStore(path: string, seed: () => readonly CrmRow[]): CrmStore {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new Database(path)
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    if (database.pragma('user_version', { simple: true }) === 0) {
      database.transaction(() => {
        database.exec(TABLE)
        const { insert } = operations(database)
        for (const row of seed()) insert(row)
      })()
    }
    return operations(database)
  } catch (error) {
    database.close()
    throw error
  }
}

/** Removes a CRM's records from disk. The store must be closed. */
export function removeCrmStore(path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
}

function operations(database: Database.Database): CrmStore {
  const where = `type = @type AND (@email IS NULL OR email = @email) AND (@query IS NULL OR instr(text, @query) > 0)`
  const page = database.prepare<Record<string, unknown>, Stored>(
    `SELECT * FROM record WHERE ${where} AND seq > @after ORDER BY seq LIMIT @limit`,
  )
  const count = database.prepare<Record<string, unknown>, { total: number }>(
    `SELECT count(*) AS total FROM record WHERE ${where}`,
  )
  const one = database.prepare<[string, string], Stored>('SELECT * FROM record WHERE type = ? AND id = ?')
  const add = database.prepare(
    'INSERT INTO record (type, id, created, updated, email, text, fields) VALUES (@type, @id, @created, @updated, @email, @text, @fields)',
  )
  const change = database.prepare(
    'UPDATE record SET updated = @updated, email = @email, text = @text, fields = @fields WHERE type = @type AND id = @id',
  )
  const drop = database.prepare('DELETE FROM record WHERE type = ? AND id = ?')
  return {
    list({ type, email, query }, after, limit) {
      const filter = {
        type,
        email: email === undefined ? null : fold(email),
        query: query === undefined ? null : fold(query),
      }
      const found = page.all({ ...filter, after, limit: limit + 1 })
      const rows = found.slice(0, limit)
      const next = found.length > limit ? (rows.at(-1)?.seq ?? null) : null
      return { rows: rows.map(fromStored), total: count.get(filter)?.total ?? 0, next }
    },
    get(type, id) {
      const row = one.get(type, id)
      return row && fromStored(row)
    },
    insert(row) {
      add.run(toStored(row))
      return row
    },
    replace(row) {
      const { created: _, ...rest } = toStored(row)
      change.run(rest)
      return row
    },
    remove(row) {
      drop.run(row.type, row.id)
    },
    close: () => database.close(),
  }
}

function toStored({ id, type, createdAt, updatedAt, fields }: CrmRow) {
  const json = stringifyRecord(fields)
  const { email } = fields
  const scalars = Object.values(fields).filter(
    value => value !== null && value !== undefined && typeof value !== 'object',
  )
  return {
    id,
    type,
    created: createdAt,
    updated: updatedAt,
    email: typeof email === 'string' ? fold(email) : null,
    text: fold(scalars.map(asText).join('\n')),
    fields: json,
  }
}

function fromStored({ id, type, created, updated, fields }: Stored): CrmRow {
  return { id, type, createdAt: created, updatedAt: updated, fields: JSON.parse(fields) as Record<string, unknown> }
}

/** Addresses and search words are compared without case, outer spaces or the way accents are composed. */
function fold(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}

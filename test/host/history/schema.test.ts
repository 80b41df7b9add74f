import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { readHistory } from '../../../src/host/history/index.ts'
import { migrations } from '../../../src/host/history/migrations.ts'
import { openDatabase } from '../../../src/host/history/schema.ts'
import { finishedRun, openScratch, saved, scratchFolder } from './support.ts'

describe('the history file', () => {
  it('is SQLite with WAL, incremental auto-vacuum and its schema version', async () => {
    const history = await openScratch()
    const db = new Database(join(history.dataDir, 'history.db'), { readonly: true })
    const pragma = (name: string) => db.pragma(name, { simple: true })
    expect([pragma('journal_mode'), pragma('auto_vacuum'), pragma('user_version')]).toEqual([
      'wal',
      2,
      migrations.length,
    ])
    db.close()
    await history.writer.close()
  })

  it('lies in a folder for its owner alone, which git ignores', async () => {
    const history = await openScratch()
    expect(statSync(history.dataDir).mode & 0o777).toBe(0o700)
    expect(statSync(join(history.dataDir, 'history.db')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(history.dataDir, '.gitignore'), 'utf8')).toBe('*\n')
    expect(readdirSync(history.dataDir).filter(name => name.endsWith('.bak'))).toEqual([])
    await history.writer.close()
  })

  it('is refused and left untouched when a newer program wrote it', async () => {
    const history = await openScratch()
    await saved(history, finishedRun())
    await history.writer.close()
    const file = join(history.dataDir, 'history.db')
    const db = new Database(file)
    db.pragma('user_version = 99')
    db.close()
    const [bytes, names] = [readFileSync(file), readdirSync(history.dataDir)]

    await expect(openScratch({ dataDir: history.dataDir })).rejects.toMatchObject({ code: 'HISTORY_NEWER' })
    await expect(readHistory(history.dataDir).list({ limit: 1 })).rejects.toThrow(
      `schema 99; this one knows ${migrations.length}`,
    )
    expect(readFileSync(file).equals(bytes)).toBe(true)
    expect(readdirSync(history.dataDir)).toEqual(names)
  })

  it('is brought forward a version at a time, after a copy of it was put beside', async () => {
    const history = await openScratch()
    const run = finishedRun()
    await saved(history, run)
    await history.writer.close()
    const next = (db: Database.Database) => db.exec('CREATE TABLE notes (n INTEGER PRIMARY KEY)')
    const failing = (db: Database.Database) => db.exec('CREATE TABLE tags (n INTEGER); SELECT missing')

    expect(() => openDatabase(history.dataDir, 'process', [...migrations, next, failing])).toThrow(/no such column/)
    const db = openDatabase(history.dataDir, 'process', [...migrations, next])
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length + 1)
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('notes', 'tags')").pluck().all()).toEqual([
      'notes',
    ])
    db.close()
    const copy = new Database(join(history.dataDir, `history.db.v${migrations.length}.bak`), { readonly: true })
    expect(copy.pragma('user_version', { simple: true })).toBe(migrations.length)
    expect(copy.prepare('SELECT id FROM runs').pluck().all()).toEqual([run.idBytes])
    copy.close()
  })

  it('is refused with its name when it is no database', async () => {
    const { dataDir, writer } = await openScratch()
    await writer.close()
    writeFileSync(join(dataDir, 'history.db'), 'not a database, but long enough to be read as one'.repeat(50))
    await expect(openScratch({ dataDir })).rejects.toMatchObject({
      code: 'HISTORY_UNREADABLE',
      message: expect.stringContaining('history.db'),
    })
  })

  it('is empty to a reader before there is one', async () => {
    const reader = readHistory(scratchFolder())
    expect(await reader.list({ limit: 10 })).toEqual({ items: [], next: null })
    expect(await reader.get('01a209f7-0270-707d-b87d-066be6cfe3dd')).toBeUndefined()
    expect(await reader.counts()).toEqual({ runs: 0, bytes: 0 })
  })
})

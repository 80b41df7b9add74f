import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { systemClock } from '../../../src/host/engine/clock.ts'
import { Checkpointer } from '../../../src/host/history/checkpointer.ts'
import { openDatabase, prepareDataDir } from '../../../src/host/history/schema.ts'
import { finishedRun, openScratch, saved, scratchFolder } from './support.ts'

const MIB = 1_048_576

it('keeps the WAL short under steady load, losing no run, and empties it when it is quiet', async () => {
  const timers = new Set<() => void>()
  const clock = {
    now: systemClock.now,
    after(_ms: number, callback: () => void) {
      timers.add(callback)
      return () => timers.delete(callback)
    },
  }
  const history = await openScratch({ clock })
  const log = () => statSync(join(history.dataDir, 'history.db-wal')).size
  const text = 'x'.repeat(40_000)
  let longest = 0
  for (let turn = 0; turn < 300; turn++) {
    await Promise.all(Array.from({ length: 10 }, () => saved(history, finishedRun({ body: { turn, text } }))))
    longest = Math.max(longest, log())
  }
  expect(longest).toBeGreaterThan(8 * MIB)
  expect(longest).toBeLessThan(80 * MIB)
  expect((await history.reader.counts()).runs).toBe(3_000)

  await expect
    .poll(
      () => {
        for (const callback of [...timers]) if (timers.delete(callback)) callback()
        return log()
      },
      { timeout: 10_000 },
    )
    .toBe(0)
  await saved(history, finishedRun())
  expect((await history.reader.counts()).runs).toBe(3_001)
  await history.reader.close()
  await history.writer.close()
}, 60_000)

it('tries again to empty the WAL that a reader kept from being emptied', async () => {
  const dataDir = scratchFolder()
  prepareDataDir(dataDir)
  const db = openDatabase(dataDir, 'process')
  const timers: (() => void)[] = []
  const clock = {
    now: systemClock.now,
    after(_ms: number, callback: () => void) {
      timers.push(callback)
      return () => {}
    },
  }
  let released = () => {}
  const checkpointer = new Checkpointer({ clock, db, dataDir, hold: () => {}, release: () => released() })
  const pass = () => {
    const ended = new Promise<void>(resolve => {
      released = resolve
    })
    timers.shift()?.()
    return ended
  }
  const log = () => statSync(join(dataDir, 'history.db-wal')).size
  db.exec('CREATE TABLE filler (bytes BLOB)')
  db.prepare('INSERT INTO filler VALUES (zeroblob(?))').run(2 * MIB)
  checkpointer.committed(2 * MIB)

  const other = new Database(join(dataDir, 'history.db'), { readonly: true })
  other.exec('BEGIN')
  other.prepare('SELECT count(*) FROM filler').get()
  await pass()
  expect(log()).toBeGreaterThan(MIB)
  other.close()

  expect(timers).toHaveLength(1)
  await pass()
  expect(log()).toBe(0)
  expect(timers).toHaveLength(0)
  await checkpointer.close()
  db.close()
})

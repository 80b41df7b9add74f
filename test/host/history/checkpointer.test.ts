import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { systemClock } from '../../../src/host/engine/clock.ts'
import { finishedRun, openScratch, saved } from './support.ts'

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
    .poll(() => {
      for (const callback of [...timers]) if (timers.delete(callback)) callback()
      return log()
    })
    .toBe(0)
  await saved(history, finishedRun())
  expect((await history.reader.counts()).runs).toBe(3_001)
  await history.reader.close()
  await history.writer.close()
})

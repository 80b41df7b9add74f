import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { idText, newId } from '../../../src/host/engine/uuid.ts'
import type { History } from '../../../src/host/history/index.ts'
import { migrations } from '../../../src/host/history/migrations.ts'
import { openDatabase, prepareDataDir } from '../../../src/host/history/schema.ts'
import type { FileSource } from '../../../src/shared/file-value.ts'
import { createFakeClock } from '../../support/clock.ts'
import { begunRun, finishedRun, openScratch, saved, scratchFolder } from './support.ts'

const DAY = 86_400_000

function capture(history: History, body: FileSource | Uint8Array, at: number): Promise<string> {
  const id = newId(at)
  const { request } = begunRun({ at, request: { body } })
  return new Promise((resolve, reject) =>
    history.writer.capture({ id, at, workflowId: 'w', request }, error =>
      error ? reject(error) : resolve(idText(id)),
    ),
  )
}

async function close(history: History): Promise<void> {
  await history.reader.close()
  await history.writer.close()
}

it('keep their payload while a run that shared it is removed, and give it back when none names it', async () => {
  const dataDir = scratchFolder()
  const clock = createFakeClock()
  const first = await openScratch({ dataDir, clock })
  const shared = (await first.files.put(Buffer.alloc(100_000, 1))) as FileSource
  const forgotten = (await first.files.put(Buffer.alloc(100_000, 2))) as FileSource
  const id = await capture(first, shared, clock.now())
  await saved(first, finishedRun({ at: clock.now(), request: { body: shared } }))
  await close(first)
  const payloads = () => readdirSync(join(dataDir, 'payloads')).sort()
  expect(payloads()).toEqual([shared.sha256, forgotten.sha256].sort())

  await clock.advance(2 * DAY)
  const second = await openScratch({ dataDir, clock, history: { keep: DAY } })
  for (let look = 0; look < 5; look++) {
    await clock.advance(60_000)
    await second.reader.counts()
  }
  expect((await second.reader.list({ limit: 1 })).items).toEqual([])
  expect(payloads()).toEqual([shared.sha256])
  expect((await second.reader.captureGet(id))?.request.body).toMatchObject({ sha256: shared.sha256, size: 100_000 })

  for (let n = 0; n < 100; n++) await capture(second, Buffer.from(`body ${n}`), clock.now())
  expect(payloads()).toEqual([])
  await close(second)
})

it('take a tenth of the bytes at most: the oldest go, whatever their workflow, and the newest stays', async () => {
  const clock = createFakeClock()
  const history = await openScratch({ clock, history: { maxBytes: 3_000_000 } })
  const ids: string[] = []
  for (let n = 0; n < 40; n++)
    ids.push(await capture(history, (await history.files.put(Buffer.alloc(70_000, n))) as FileSource, clock.now()))
  const left = async () => {
    for (let look = 0; look < 5; look++) {
      await clock.advance(60_000)
      await history.reader.counts()
    }
    return (await history.reader.captureList({ limit: 100 })).items.map(({ id }) => id)
  }
  expect(await left()).toEqual(ids.slice(-4).reverse())
  await clock.advance(2 * 3_600_000)
  await left()
  expect(readdirSync(join(history.dataDir, 'payloads'))).toHaveLength(4)
  const large = await capture(history, (await history.files.put(Buffer.alloc(400_000, 99))) as FileSource, clock.now())
  expect(await left()).toEqual([large])
  await close(history)
})

it('are not answered as kept when the history cannot be written', async () => {
  const history = await openScratch()
  await history.writer.close()
  await expect(capture(history, Buffer.from('late'), Date.now())).rejects.toMatchObject({ code: 'HISTORY_UNWRITABLE' })
  await history.reader.close()
})

it('are kept by a history that an earlier program began', async () => {
  const dataDir = scratchFolder()
  const before = migrations.findIndex(step => step.toString().includes('TABLE captures'))
  prepareDataDir(dataDir)
  openDatabase(dataDir, 'process', migrations.slice(0, before)).close()

  const history = await openScratch({ dataDir })
  const id = await capture(history, Buffer.from('kept'), Date.now())
  expect(await history.reader.captureGet(id)).toMatchObject({ size: 4 })
  await close(history)
})

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/host/engine/clock.ts'
import { newId } from '../../../src/host/engine/uuid.ts'
import type { History } from '../../../src/host/history/index.ts'
import { begunRun, finishedRun, openScratch, saved, scratchFolder } from './support.ts'

const opened: History[] = []

async function open(options?: Parameters<typeof openScratch>[0]) {
  const history = await openScratch(options)
  opened.push(history)
  return history
}

afterEach(async () => {
  for (const history of opened.splice(0)) {
    await history.reader.close()
    await history.writer.close()
  }
})

/** A second connection, which sees only what is committed. */
function beside(dataDir: string): Database.Database {
  return new Database(join(dataDir, 'history.db'), { readonly: true })
}

const count = (db: Database.Database) => db.prepare<[], number>('SELECT count(*) FROM runs').pluck().get()

describe('the writer', () => {
  it('calls back after the commit, when another connection sees the run', async () => {
    const { writer, dataDir } = await open()
    const db = beside(dataDir)
    const seen = await new Promise(resolve => writer.save(finishedRun(), () => resolve(count(db))))
    db.close()
    expect(seen).toBe(1)
  })

  it('commits all that came in one turn together', async () => {
    const { writer, dataDir } = await open()
    const db = beside(dataDir)
    const seen: unknown[] = []
    await new Promise<void>(resolve => {
      for (let number = 1; number <= 50; number++) {
        writer.save(finishedRun(), () => {
          seen.push(count(db))
          if (seen.length === 50) resolve()
        })
      }
    })
    db.close()
    expect(seen).toEqual(Array(50).fill(50))
  })

  it('writes a run that is saved twice in a turn once, in its last state, and calls both back', async () => {
    const history = await open()
    const run = begunRun()
    const first = saved(history, run)
    run.status = 'FAILED'
    await Promise.all([first, saved(history, run)])
    const page = await history.reader.list({ limit: 10 })
    expect(page.items.map(({ id, status }) => [id, status])).toEqual([[run.id, 'FAILED']])
  })

  it('writes a later state over the row', async () => {
    const history = await open()
    const run = begunRun()
    await saved(history, run)
    expect(await history.reader.get(run.id)).toMatchObject({ status: 'EXECUTING', code: null, response: null })
    const { steps, response } = finishedRun()
    Object.assign(run, { status: 'SUCCEEDED', durationMs: 1.25, response })
    run.steps.push(...steps.slice(1))
    await saved(history, run)
    const kept = await history.reader.get(run.id)
    expect(kept).toMatchObject({ status: 'SUCCEEDED', code: 200, durationMs: 1.25 })
    expect(kept?.steps.map(step => step.stepId)).toEqual(['trigger', 'shape', 'reply'])
    expect((await history.reader.list({ limit: 10 })).items).toHaveLength(1)
  })

  it('gives a run that nobody waits for its first row soon, without being asked again', async () => {
    const timers: (() => void)[] = []
    const clock: Clock = {
      now: () => 1_000,
      after(_ms, callback) {
        timers.push(callback)
        return () => undefined
      },
    }
    const history = await open({ clock })
    const run = begunRun()
    history.writer.save(run)
    while (timers.length > 0) timers.shift()?.()
    await saved(history, finishedRun())
    expect((await history.reader.get(run.id))?.status).toBe('EXECUTING')
  })

  it('keeps two runs whose ids fall on the same key', async () => {
    const history = await open()
    const run = finishedRun()
    const idBytes = Buffer.from(run.idBytes)
    idBytes[15] = (idBytes[15] ?? 0) ^ 0xff
    const hex = idBytes.toString('hex')
    const id = `${run.id.slice(0, 24)}${hex.slice(20)}`
    await Promise.all([saved(history, run), saved(history, { ...finishedRun(), id, idBytes })])
    expect((await history.reader.get(run.id))?.id).toBe(run.id)
    expect((await history.reader.get(id))?.id).toBe(id)
  })

  it('writes the others when one record cannot be written', async () => {
    const history = await open()
    const bad = finishedRun()
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    Object.assign(bad.steps[1] ?? {}, { output: cycle })
    const good = finishedRun()
    const outcomes = await Promise.allSettled([saved(history, bad), saved(history, good)])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await history.reader.get(good.id)).toBeDefined()
  })

  it('writes the others when one capture or refusal cannot be written, and tells its sender alone', async () => {
    const history = await open()
    const { writer, reader } = history
    const run = finishedRun()
    const { request } = run
    const id = newId(1)
    const capture = (workflowId: string) =>
      new Promise<void>((resolve, reject) =>
        writer.capture({ id, at: 1, workflowId, request }, error => (error ? reject(error) : resolve())),
      )
    const response = { status: 400, rawHeaders: [], text: '{}' }
    const refusal = { request, workflowId: null, code: 'NOT_FOUND' as const, message: 'no', response }
    writer.refuse({ ...refusal, at: Number.NaN })
    writer.refuse({ ...refusal, at: 1 })
    const outcomes = await Promise.allSettled([capture('first'), capture('of the same id'), saved(history, run)])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { code: 'HISTORY_UNWRITABLE' } })
    expect((await reader.captureList({ limit: 9 })).items).toMatchObject([{ workflowId: 'first' }])
    expect((await reader.refusedList({ limit: 9 })).items).toMatchObject([{ at: 1 }])
  })

  it('writes what is queued when it closes', async () => {
    const dataDir = scratchFolder()
    const history = await openScratch({ dataDir })
    const [waitedFor, begun] = [finishedRun(), begunRun()]
    const done = saved(history, waitedFor)
    history.writer.save(begun)
    await history.writer.close()
    await done
    const db = beside(dataDir)
    expect(count(db)).toBe(2)
    db.close()
    await history.reader.close()
  })

  it('keeps a workflow, its version and a header list that many runs share once', async () => {
    const history = await open()
    for (let number = 0; number < 5; number++) await saved(history, finishedRun())
    const db = beside(history.dataDir)
    const rows = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()
    expect([rows('workflows'), rows('versions'), rows('header_blocks')]).toEqual([1, 1, 2])
    db.close()
  })

  it('takes less than 1.5 KB for a small run of three steps', async () => {
    const history = await open()
    await Promise.all(Array.from({ length: 2_000 }, () => saved(history, finishedRun())))
    const { bytes, runs } = await history.reader.counts()
    expect(bytes / runs).toBeLessThan(1_500)
  })
})

describe('a history that cannot be written', () => {
  it('says HISTORY_UNWRITABLE, goes on, and writes again when there is room', async () => {
    const { openDatabase, prepareDataDir } = await import('../../../src/host/history/schema.ts')
    const { Writer } = await import('../../../src/host/history/writer.ts')
    const { Payloads } = await import('../../../src/host/history/payloads.ts')
    const { Masking } = await import('../../../src/host/history/masking.ts')
    const { systemClock } = await import('../../../src/host/engine/clock.ts')
    const dataDir = scratchFolder()
    prepareDataDir(dataDir)
    const db = openDatabase(dataDir, 'process')
    const payloads = new Payloads(db, {
      dataDir,
      durability: 'process',
      fileHex: () => 1,
      now: () => 0,
      wake: () => undefined,
    })
    const masking = new Masking(() => [], false)
    const writer = new Writer({
      db,
      payloads,
      masking,
      namedSecrets: () => ({}),
      clock: systemClock,
      committed: () => undefined,
      closing: async () => undefined,
    })
    const save = (run = finishedRun({ body: { text: 'x'.repeat(1_500) } })) =>
      new Promise<Error | undefined>(resolve => writer.save(run, resolve))

    expect(await save()).toBeUndefined()
    const pages = Number(db.pragma('page_count', { simple: true }))
    db.pragma(`max_page_count = ${pages}`)
    const refused = finishedRun({ body: { text: 'y'.repeat(200_000) } })
    expect(await save(refused)).toMatchObject({ code: 'HISTORY_UNWRITABLE', status: 503 })
    db.pragma('max_page_count = 100000')
    expect(await save()).toBeUndefined()
    expect(await save()).toBeUndefined()
    const kept = db.prepare<[Uint8Array], number>('SELECT count(*) FROM runs WHERE id = ?').pluck()
    expect(kept.get(refused.idBytes)).toBe(1)
    await writer.close()
  })
})

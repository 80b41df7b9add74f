import type { Database } from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type History, readHistory } from '../../../src/host/history/index.ts'
import type { RunFilter } from '../../../src/host/history/types.ts'
import type { RunStatus } from '../../../src/shared/execution.ts'
import { finishedRun, leadWorkflow, openScratch, saved } from './support.ts'

const RUNS = 10_000
const START = 1_795_000_000_000
const otherWorkflow = { ...leadWorkflow, id: 'other', slug: 'other', name: 'Other', version: 'b'.repeat(64) }
let history: History & { dataDir: string }

/** Every tenth failed with 500, every seventh is of another workflow, every thousandth answered 409. */
function numbered(number: number) {
  const run = finishedRun({ at: START + number * 10, workflow: number % 7 === 0 ? otherWorkflow : undefined })
  if (number % 10 === 0) {
    run.status = 'FAILED'
    run.error = { code: 'STEP_FAILED', message: 'It failed', stepId: 'shape' }
    if (run.response) run.response = { ...run.response, status: 500 }
  }
  if (number % 1_000 === 1 && run.response) run.response = { ...run.response, status: 409 }
  return run
}

const numberOf = (startedAt: number) => (startedAt - START) / 10

async function all(filter: Omit<RunFilter, 'limit' | 'before'>, limit = 700, between?: () => Promise<void>) {
  const numbers: number[] = []
  let before: string | undefined
  do {
    const page = await history.reader.list({ ...filter, limit, before })
    numbers.push(...page.items.map(item => numberOf(item.startedAt)))
    before = page.next ?? undefined
    await between?.()
  } while (before)
  return numbers
}

const newestFirst = (fits: (number: number) => boolean, upTo = RUNS) =>
  Array.from({ length: upTo }, (_, index) => upTo - 1 - index).filter(fits)

beforeAll(async () => {
  history = await openScratch()
  await Promise.all(Array.from({ length: RUNS }, (_, number) => saved(history, numbered(number))))
})

afterAll(async () => {
  await history.reader.close()
  await history.writer.close()
})

describe('lists of 10,000 runs', () => {
  it('come newest first, page by page, each run once', async () => {
    expect(await all({})).toEqual(newestFirst(() => true))
  })

  it.each<[string, Omit<RunFilter, 'limit'>, (number: number) => boolean]>([
    ['a workflow', { workflowId: 'other' }, number => number % 7 === 0],
    ['a status', { status: 'FAILED' }, number => number % 10 === 0],
    ['the usual status', { status: 'SUCCEEDED' }, number => number % 10 !== 0],
    ['a code', { code: 409 }, number => number % 1_000 === 1],
    ['a code and a status', { code: 500, status: 'FAILED' }, number => number % 10 === 0],
    ['all three', { workflowId: 'other', code: 500, status: 'FAILED' }, number => number % 70 === 0],
    ['what none has', { workflowId: 'nobody' }, () => false],
  ])('are narrowed by %s', async (_, filter, fits) => {
    expect(await all(filter)).toEqual(newestFirst(fits))
  })

  it('read rare codes, rare statuses and workflows by their index, and sort nothing', async () => {
    const { pageStatements } = await import('../../../src/host/history/list.ts')
    const { openDatabaseForReading } = await import('../../../src/host/history/schema.ts')
    const db = openDatabaseForReading(history.dataDir) as Database
    const plan = (filter: RunFilter) =>
      pageStatements(db, filter)
        .flatMap(part => (part ? [part] : []))
        .flatMap(({ sql, values }) =>
          db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values),
        )
        .map(({ detail }) => detail)
        .join('\n')
    expect(plan({ limit: 10, code: 409, workflowId: 'x', status: 'FAILED' })).toContain('runs_code')
    expect(plan({ limit: 10, status: 'FAILED', workflowId: 'x' })).toContain('runs_status')
    expect(plan({ limit: 10, workflowId: 'x', before: '1' })).toMatch(/SEARCH x USING PRIMARY KEY/)
    for (const filter of [{}, { code: 409 }, { status: 'FAILED' }, { workflowId: 'x', code: 200 }] as const)
      expect(plan({ ...filter, limit: 10 })).not.toContain('TEMP B-TREE')
    db.close()
  })

  it('refuse a place that is none', async () => {
    await expect(history.reader.list({ limit: 1, before: 'yesterday' })).rejects.toMatchObject({
      code: 'QUERY_INVALID',
    })
  })

  it('can be read beside the host, without a thread', async () => {
    const beside = readHistory(history.dataDir)
    const page = await beside.list({ limit: 3 })
    expect(page.items.map(({ startedAt }) => numberOf(startedAt))).toEqual([9_999, 9_998, 9_997])
    expect((await beside.get(page.items[0]?.id ?? ''))?.steps).toHaveLength(3)
    await beside.close()
  })

  it('stay as they are below while new runs arrive above, which are counted', async () => {
    let number = RUNS
    const numbers = await all({}, 500, async () => {
      await saved(history, numbered(number++))
    })
    expect(numbers).toEqual(newestFirst(() => true))
    expect((await history.reader.counts()).runs).toBe(number)
    await saved(history, numbered(number++))
    expect((await history.reader.counts()).runs).toBe(number)
  })
})

describe('one run', () => {
  it('comes back as it was', async () => {
    const run = finishedRun()
    await saved(history, run)
    const kept = await history.reader.get(run.id)
    expect(kept?.steps).toEqual(run.steps)
    expect(kept?.request.headers.flat()).toEqual(run.request.rawHeaders)
    expect(kept?.response?.headers.flat()).toEqual(run.response?.rawHeaders)
    expect(kept).toMatchObject({ responseSize: 47, contentType: 'application/json; charset=utf-8', responseMs: 0.76 })
  })

  it.each<[string, Buffer, unknown]>([
    ['JSON with spaces', Buffer.from('{ "a" : 1.00 }'), { a: 1 }],
    ['text', Buffer.from('plain ü'), 'plain ü'],
    ['JSON of its own bytes', Buffer.from('{"a":[1,"é"]}'), { a: [1, 'é'] }],
    ['a large body', Buffer.from(JSON.stringify({ a: 'x'.repeat(30_000) })), { a: 'x'.repeat(30_000) }],
  ])('keeps %s as bytes and as a value', async (_, bytes, value) => {
    const run = finishedRun({ request: { body: bytes } })
    const trigger = run.steps[0]?.output as { request: { body: unknown } }
    trigger.request.body = value
    await saved(history, run)
    const kept = await history.reader.get(run.id)
    expect(kept?.steps[0]?.output).toMatchObject({ request: { body: value } })
    const body = await history.reader.body(`run/${run.id}/request`)
    const read: Uint8Array[] = []
    for await (const chunk of body?.read(0, body.size) ?? []) read.push(chunk)
    expect(Buffer.concat(read).equals(bytes)).toBe(true)
  })

  it('tells the type of a body by its bytes, and signs its address', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
    const run = finishedRun({ response: { body: png, rawHeaders: ['Content-Type', 'image/jpeg'] } })
    await saved(history, run)
    expect((await history.reader.get(run.id))?.response?.body).toMatchObject({
      size: png.length,
      detected: 'image/png',
      url: `/payloads/run/${run.id}/response?signed`,
    })
  })

  it('is undefined when there is none', async () => {
    expect(await history.reader.get('01a209f7-0270-707d-b87d-066be6cfe3dd')).toBeUndefined()
    expect(await history.reader.get('no id')).toBeUndefined()
    expect(await history.reader.body('run/none/request')).toBeUndefined()
    expect(await history.reader.body(`sha256/${'0'.repeat(64)}`)).toBeUndefined()
    expect(await history.reader.body('../../etc/passwd')).toBeUndefined()
  })

  it.each<RunStatus>(['EXECUTING', 'DELAYED', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'])(
    'keeps its status %s, error, logs and iterations',
    async status => {
      const run = { ...finishedRun(), status, error: { code: 'STEP_FAILED', message: 'Because', remedy: 'Mend it' } }
      Object.assign(run.steps[1] ?? {}, {
        error: run.error,
        logs: [{ at: 1, level: 'warn', text: 'careful' }],
        missing: ['{{ a.b }}'],
        iteration: [2, 0],
      })
      await saved(history, run)
      const kept = await history.reader.get(run.id)
      expect(kept).toMatchObject({ status, error: run.error })
      expect(kept?.steps).toEqual(run.steps)
    },
  )
})

describe('refused requests', () => {
  it('are the last 1,000, newest first, with their bytes and the rule they broke', async () => {
    const body = Buffer.alloc(1_048_576, 'a')
    for (let number = 0; number < 1_060; number++) {
      history.writer.refuse({
        at: START + number,
        request: { ...finishedRun().request, target: `/broken/${number}`, body: Buffer.from(`{"broken": ${number}`) },
        workflowId: number % 2 === 0 ? leadWorkflow.id : null,
        code: 'BODY_NOT_JSON',
        message: `Line 1 of ${number}`,
        response: { status: 400, rawHeaders: ['Content-Type', 'application/json'], text: '{"message":"…"}' },
      })
    }
    await saved(history, finishedRun())
    const page = await history.reader.refusedList({ limit: 10 })
    expect(page.items.map(({ target }) => target)).toEqual(
      Array.from({ length: 10 }, (_, index) => `/broken/${1_059 - index}`),
    )
    const next = await history.reader.refusedList({ limit: 2_000, before: page.next ?? '' })
    expect([next.items.length, next.next]).toEqual([990, null])

    const one = await history.reader.refusedGet(page.items[1]?.id ?? '')
    expect(one).toMatchObject({
      code: 'BODY_NOT_JSON',
      workflowId: leadWorkflow.id,
      request: { target: '/broken/1058', body: { size: 15 } },
      response: { status: 400, headers: [['Content-Type', 'application/json']], text: '{"message":"…"}' },
    })

    const large = { ...finishedRun().request, body }
    history.writer.refuse({
      at: START,
      request: large,
      workflowId: null,
      code: 'BODY_TOO_LARGE',
      message: 'Too large',
      response: { status: 413, rawHeaders: [], text: '' },
    })
    await expect
      .poll(async () => (await history.reader.refusedList({ limit: 1 })).items[0]?.code)
      .toBe('BODY_TOO_LARGE')
    const newest = (await history.reader.refusedList({ limit: 1 })).items[0]
    const read = await history.reader.body(`refused/${newest?.id}/request`)
    expect(read?.size).toBe(body.length)
  })
})

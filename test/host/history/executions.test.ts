import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import type { Run } from '../../../src/host/engine/run.ts'
import { type History, readHistory } from '../../../src/host/history/index.ts'
import { migrations } from '../../../src/host/history/migrations.ts'
import { openDatabase } from '../../../src/host/history/schema.ts'
import type { ExecutionFilter } from '../../../src/host/history/types.ts'
import { begunRun, finishedRun, leadWorkflow, openScratch, saved } from './support.ts'

const NOON = Date.UTC(2026, 10, 23, 12)
const MINUTE = 60_000

const mailed = {
  ...leadWorkflow,
  id: 'mailed',
  version: 'b'.repeat(64),
  snapshot: () =>
    JSON.stringify({
      document: { steps: [{ type: 'fanOut', steps: [{ type: 'integration', action: 'mail.send' }] }] },
    }),
}

let opened: History[] = []

afterEach(async () => {
  for (const history of opened) {
    await history.reader.close()
    await history.writer.close()
  }
  opened = []
})

async function open(dataDir?: string) {
  const history = await openScratch(dataDir === undefined ? {} : { dataDir })
  opened.push(history)
  return history
}

async function add(history: History, ...runs: Run[]): Promise<string[]> {
  for (const run of runs) await saved(history, run)
  return runs.map(({ id }) => id)
}

const ask = async (history: Pick<History, 'reader'>, filter: Partial<ExecutionFilter> = {}) => {
  const page = await history.reader.executions({
    projectId: 'crm-demo',
    offset: 0,
    limit: 100,
    ascending: true,
    ...filter,
  })
  return { total: page.total, ids: page.items.map(({ id }) => id) }
}

describe('the runs of Task History', () => {
  it('are sorted by the time they began, old and new ones alike, and counted', async () => {
    const history = await open()
    const ids = await add(history, ...[0, 1, 2, 3, 4].map(at => finishedRun({ at: NOON + at * MINUTE })))
    expect(await ask(history)).toEqual({ total: 5, ids })
    expect(await ask(history, { ascending: false })).toEqual({ total: 5, ids: [...ids].reverse() })
    expect(await ask(history, { offset: 1, limit: 2 })).toEqual({ total: 5, ids: ids.slice(1, 3) })
    expect(await ask(history, { offset: 9 })).toEqual({ total: 5, ids: [] })
  })

  it('are the same before and after they stand in the index that is filled behind the writer', async () => {
    const history = await open()
    const ids = await add(history, ...[0, 1, 2].map(at => finishedRun({ at: NOON + at * MINUTE })))
    await history.writer.close()
    await history.reader.close()
    opened = []
    const again = await open(history.dataDir)
    ids.push(...(await add(again, finishedRun({ at: NOON + 3 * MINUTE }))))
    for (let offset = 0; offset < 4; offset++) {
      expect(await ask(again, { offset, limit: 1 })).toEqual({ total: 4, ids: [ids[offset]] })
      expect(await ask(again, { offset, limit: 1, ascending: false })).toEqual({ total: 4, ids: [ids[3 - offset]] })
    }
  })

  it('begin at afterDate or later and before beforeDate', async () => {
    const history = await open()
    const ids = await add(history, ...[0, 1, 2, 3].map(at => finishedRun({ at: NOON + at * MINUTE })))
    expect(await ask(history, { after: NOON + MINUTE })).toEqual({ total: 3, ids: ids.slice(1) })
    expect(await ask(history, { before: NOON + MINUTE })).toEqual({ total: 1, ids: ids.slice(0, 1) })
    expect(await ask(history, { after: NOON + MINUTE, before: NOON + 3 * MINUTE })).toEqual({
      total: 2,
      ids: ids.slice(1, 3),
    })
  })

  it('are narrowed by status, user, workflow, integration and project', async () => {
    const history = await open()
    const failed = finishedRun({ at: NOON })
    failed.status = 'FAILED'
    const ada = { ...finishedRun({ at: NOON + 1 }), userId: 'ada' }
    const mail = finishedRun({ at: NOON + 2, workflow: mailed })
    const elsewhere = finishedRun({ at: NOON + 3, workflow: { ...leadWorkflow, projectId: 'other' } })
    const running = begunRun({ at: NOON + 4 })
    await add(history, failed, ada, mail, elsewhere, running)
    const found = async (filter: Partial<ExecutionFilter>) => (await ask(history, filter)).ids

    expect(await found({ status: 'FAILED' })).toEqual([failed.id])
    expect(await found({ status: 'SUCCEEDED' })).toEqual([ada.id, mail.id])
    expect(await found({ status: 'EXECUTING' })).toEqual([running.id])
    expect(await found({ userId: 'ada' })).toEqual([ada.id])
    expect(await found({ workflowId: 'mailed' })).toEqual([mail.id])
    expect(await found({ integration: 'mail' })).toEqual([mail.id])
    expect(await found({ integration: 'crm' })).toEqual([])
    expect(await found({ projectId: 'other' })).toEqual([elsewhere.id])
    expect(await found({ workflowId: 'mailed', status: 'FAILED' })).toEqual([])
  })

  it('say how many tasks a run did: succeeded functions, requests and integrations', async () => {
    const history = await open()
    await add(history, finishedRun({ at: NOON }), begunRun({ at: NOON + 1 }))
    const tasks = async (reader: History['reader']) => {
      const { items } = await reader.executions({ projectId: 'crm-demo', offset: 0, limit: 9, ascending: true })
      return items.map(({ tasks }) => tasks)
    }
    expect(await tasks(history.reader)).toEqual([1, 0])
    await history.writer.close()
    expect(await tasks(readHistory(history.dataDir))).toEqual([1, 0])
    await history.reader.close()
    opened = []
  })

  it('are all there after a history of an older program was brought forward', async () => {
    const history = await open()
    const ids = await add(history, ...[0, 1].map(at => finishedRun({ at: NOON + at * MINUTE })))
    await history.writer.close()
    await history.reader.close()
    opened = []
    const db = new Database(join(history.dataDir, 'history.db'))
    db.exec('DROP TABLE run_keys; DROP TABLE captures')
    db.pragma('user_version = 1')
    db.close()
    openDatabase(history.dataDir, 'process', migrations).close()
    const again = await open(history.dataDir)
    expect(await ask(again)).toEqual({ total: 2, ids })
  })
})

it('a masked text of the trigger is kept with the name of its secret', async () => {
  const named = { CRM_TOKEN: 'tok-0123456789' }
  const history = await openScratch({ secrets: () => Object.values(named), namedSecrets: () => named })
  opened.push(history)
  const run = finishedRun({ body: { auth: 'Bearer tok-0123456789!', plain: '••••••', other: 'x' } })
  await saved(history, run)
  const detail = await history.reader.get(run.id)
  expect(detail?.steps[0]).toMatchObject({
    output: { request: { body: { auth: 'Bearer ••••••!', plain: '••••••' } } },
    masked: [
      { path: ['request', 'body', 'auth'], parts: ['Bearer ', { secret: 'CRM_TOKEN' }, '!'] },
      { path: ['request', 'body', 'plain'], parts: ['••••••'] },
    ],
  })
  expect(JSON.stringify(detail)).not.toContain('tok-0123456789')
})

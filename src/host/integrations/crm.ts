import { join } from 'node:path'
import { INTEGRATIONS } from '../../shared/integrations/index.ts'
import { idText, newId } from '../engine/uuid.ts'
import { type CrmFiles, createCrmFiles } from './crm-files.ts'
import { readSeed } from './crm-seed.ts'
import { type CrmFilter, type CrmRow, type CrmStore, openCrmStore, removeCrmStore } from './crm-store.ts'
import { type Input, readInput } from './input.ts'
import type { ActionContext, Integration } from './types.ts'

/** Records a page holds when no limit is given. */
const PAGE = 100

export interface CrmOptions {
  readonly name: string
  /** The workspace's real path. */
  readonly root: string
  readonly dataDir: string
  /** Path of the seed in the workspace. */
  readonly seed: string | undefined
}

/** What an action works on. */
interface Call {
  readonly input: Input
  readonly context: ActionContext
  readonly store: CrmStore
  readonly files: CrmFiles
}

/** The CRM stand-in (contract §1, the table of stand-ins). Its records open, and are seeded, at the first action. */
export function createCrm({ name, root, dataDir, seed }: CrmOptions): Integration {
  const path = join(dataDir, 'integrations', `${name}.db`)
  const files = createCrmFiles(join(dataDir, 'integrations', `${name}-files`))
  let store: CrmStore | undefined
  const close = () => {
    store?.close()
    store = undefined
  }
  return {
    kind: 'crm',
    actions: Object.keys(INTEGRATIONS.crm.actions),
    async run(action, values, context) {
      const input = readInput({ integration: name, kind: 'crm', action }, values, context.files)
      store ??= openCrmStore(path, () => (seed === undefined ? [] : readSeed(root, seed, context.clock.now())))
      return ACTIONS[action]?.({ input, context, store, files })
    },
    async reset() {
      close()
      removeCrmStore(path)
      files.clear()
    },
    async close() {
      close()
    },
  }
}

const ACTIONS: Record<string, (call: Call) => Promise<unknown>> = {
  searchContacts: call => {
    const { input } = call
    return page(call, { type: 'Contact', email: input.optionalText('email'), query: input.optionalText('query') })
  },
  listRecords: call => page(call, { type: call.input.text('type') }),
  getRecord: call => show(find(call), call),
  createRecord: async call => {
    const { input, context, store, files } = call
    const now = context.clock.now()
    const type = input.text('type')
    const at = new Date(now).toISOString()
    const row = { id: idText(newId(now)), type, createdAt: at, updatedAt: at, fields: givenFields(input, { type }) }
    files.keep(row.fields)
    return show(store.insert(row), call)
  },
  updateRecord: async call => {
    const { input, context, store, files } = call
    const current = find(call)
    const fields = { ...current.fields, ...givenFields(input, current) }
    files.keep(fields)
    return show(store.replace({ ...current, updatedAt: new Date(context.clock.now()).toISOString(), fields }), call)
  },
  deleteRecord: async call => {
    const record = find(call)
    call.store.remove(record)
    return show(record, call)
  },
}

function find({ input, store }: Call): CrmRow {
  const type = input.text('type')
  const id = input.text('id')
  const record = store.get(type, id)
  if (record === undefined) throw input.fail(`there is no ${type} with the id ${id}`)
  return record
}

async function show({ id, type, createdAt, updatedAt, fields }: CrmRow, { files, context }: Call) {
  const brought = await files.bring(fields, context.files)
  return { id, type, createdAt, updatedAt, ...(brought as Record<string, unknown>) }
}

async function page(call: Call, filter: CrmFilter) {
  const { input, store } = call
  const { rows, total, next } = store.list(filter, readCursor(input), input.optionalCount('limit') ?? PAGE)
  const records = await Promise.all(rows.map(row => show(row, call)))
  return { records, total, nextCursor: next === null ? null : Buffer.from(`after:${next}`).toString('base64url') }
}

function readCursor(input: Input): number {
  const cursor = input.optionalText('cursor')
  if (cursor === undefined) return 0
  const place = /^after:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  if (place === undefined) throw input.fail("is no cursor; take it from a page's nextCursor", 'cursor')
  return Number(place)
}

/** The fields of a record to write. Those that the CRM sets itself may be given as they are, as when a record is changed and sent back. */
function givenFields(input: Input, own: Partial<CrmRow>): Record<string, unknown> {
  const { id, type, createdAt, updatedAt, ...fields } = input.map('fields')
  for (const [name, value] of Object.entries({ id, type, createdAt, updatedAt })) {
    if (value === undefined || value === own[name as keyof CrmRow]) continue
    throw input.fail(`has ${name}, which the CRM sets itself; leave it out`, 'fields')
  }
  return fields
}

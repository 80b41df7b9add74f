import { describe, expect, it, onTestFinished } from 'vitest'
import { FileRef } from '../../../src/shared/file-value.ts'
import { createTestEngine, startRun } from '../../support/engine.ts'
import { createFolder, writeInto } from '../../support/folder.ts'
import { createBench } from './run.ts'

const SEED = `Contact:
  - { id: c1, email: ada@example.com, name: Ada Lovelace, city: London }
  - { id: c2, email: Grace@Example.com, name: Grace Hopper, city: New York }
  - { id: c3, email: emmy@example.com, name: Emmy Noether, city: Göttingen }
Company:
  - { name: Northwind }
`

function crm(seed = SEED) {
  const bench = createBench(createFolder({ 'data/crm.yaml': seed }), { kind: 'crm', seed: 'data/crm.yaml' })
  onTestFinished(() => bench.integration.close())
  return bench
}

describe('searching contacts', () => {
  it('finds an address in any case, with its record', async () => {
    const { run } = crm()
    expect(await run('searchContacts', { email: ' GRACE@example.com' })).toEqual({
      records: [
        {
          id: 'c2',
          type: 'Contact',
          createdAt: '2026-11-23T09:42:17.000Z',
          updatedAt: '2026-11-23T09:42:17.000Z',
          email: 'Grace@Example.com',
          name: 'Grace Hopper',
          city: 'New York',
        },
      ],
      total: 1,
      nextCursor: null,
    })
  })

  it('finds text in any field, in any case and however accents are composed', async () => {
    const { run } = crm()
    expect(await run('searchContacts', { query: 'GO\u0308TT' })).toMatchObject({ records: [{ id: 'c3' }], total: 1 })
    expect(await run('searchContacts', { query: 'nobody' })).toEqual({ records: [], total: 0, nextCursor: null })
  })

  it('takes null for what is not asked for, as a missing reference gives it', async () => {
    const { run } = crm()
    expect(await run('searchContacts', { email: null, query: null, limit: null, cursor: null })).toMatchObject({
      total: 3,
    })
  })
})

describe('pages', () => {
  it('go on by cursor to the end, with limits as text too', async () => {
    const { run } = crm()
    const first = (await run('listRecords', { type: 'Contact', limit: '2' })) as { nextCursor: string }
    expect(first).toMatchObject({ records: [{ id: 'c1' }, { id: 'c2' }], total: 3 })
    const last = await run('listRecords', { type: 'Contact', limit: 2, cursor: first.nextCursor })
    expect(last).toMatchObject({ records: [{ id: 'c3' }], total: 3, nextCursor: null })
  })

  it('hold every record of a thousand once', async () => {
    const seed = Array.from({ length: 1_000 }, (_, n) => `  - { id: c${n}, email: "${n}@example.com" }`)
    const { run } = crm(`Contact:\n${seed.join('\n')}\n`)
    const ids: unknown[] = []
    let cursor: string | null = null
    do {
      const page = (await run('searchContacts', { query: 'EXAMPLE', cursor })) as {
        records: { id: string }[]
        total: number
        nextCursor: string | null
      }
      expect(page).toMatchObject({ total: 1_000 })
      expect(page.records).toHaveLength(100)
      ids.push(...page.records.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(ids).toEqual(Array.from({ length: 1_000 }, (_, n) => `c${n}`))
  })

  it('keep their place when a record of an earlier page goes away', async () => {
    const { run } = crm()
    const first = (await run('listRecords', { type: 'Contact', limit: 1 })) as { nextCursor: string }
    await run('deleteRecord', { type: 'Contact', id: 'c1' })
    expect(await run('listRecords', { type: 'Contact', limit: 1, cursor: first.nextCursor })).toMatchObject({
      records: [{ id: 'c2' }],
    })
  })

  it.each([
    [{ limit: 'many' }, 'it.listRecords: limit takes a whole number from 1, not many'],
    [{ limit: 0 }, 'it.listRecords: limit takes a whole number from 1, not 0'],
    [{ cursor: 'abc' }, "it.listRecords: cursor is no cursor; take it from a page's nextCursor"],
    [{ limt: 5 }, 'it.listRecords: there is no input limt; did you mean limit?'],
    [{ limit: { a: 1 } }, 'it.listRecords: limit takes text, not a map'],
  ])('refuse %j', async (input, message) => {
    await expect(crm().run('listRecords', { type: 'Contact', ...input })).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message,
    })
  })
})

describe('records', () => {
  it('are created, changed and deleted, and still there after a restart', async () => {
    const { run, again, clock, integration } = crm()
    const created = (await run('createRecord', {
      type: 'Contact',
      fields: { email: 'mary@example.com', name: 'Mary' },
    })) as {
      id: string
    }
    expect(created).toMatchObject({ type: 'Contact', email: 'mary@example.com', createdAt: '2026-11-23T09:42:17.000Z' })
    expect(created.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)

    await clock.advance(1_000)
    const updated = await run('updateRecord', {
      type: 'Contact',
      id: created.id,
      fields: { ...created, name: 'Mary Somerville' },
    })
    expect(updated).toEqual({ ...created, name: 'Mary Somerville', updatedAt: '2026-11-23T09:42:18.000Z' })

    await integration.close()
    const next = again()
    expect(await run('getRecord', { type: 'Contact', id: created.id }, next)).toEqual(updated)
    expect(await run('searchContacts', { email: 'mary@example.com' }, next)).toMatchObject({ total: 1 })
    expect(await run('deleteRecord', { type: 'Contact', id: created.id }, next)).toEqual(updated)
    await expect(run('getRecord', { type: 'Contact', id: created.id }, next)).rejects.toThrow(
      `it.getRecord: there is no Contact with the id ${created.id}`,
    )
    await next.close()
  })

  it('keep a file of theirs, byte for byte, apart from the history', async () => {
    const { run, file } = crm()
    const contract = await file('contract.pdf', 'application/pdf', '%PDF-1.7 …')
    const { id } = (await run('createRecord', { type: 'Deal', fields: { papers: [contract] } })) as { id: string }
    const { papers } = (await run('getRecord', { type: 'Deal', id })) as { papers: FileRef[] }
    expect(papers[0]).toBeInstanceOf(FileRef)
    expect(papers[0]?.toObject()).toEqual(contract.toObject())
  })

  it('are all there when a fan-out creates them at once', async () => {
    const { integration, files } = crm()
    const { engine, clock } = createTestEngine({ files, integration: () => integration })
    const create = { type: 'Deal', fields: { number: '{{ each.instance }}' } }
    const numbers = Array.from({ length: 200 }, (_, n) => n)
    const steps = [
      {
        id: 'each',
        type: 'fanOut',
        iterator: '{{ trigger.request.body }}',
        steps: [{ id: 'make', type: 'integration', action: 'crm.createRecord', with: create }],
      },
      { id: 'list', type: 'integration', action: 'crm.listRecords', with: { type: 'Deal', limit: 500 } },
      { id: 'reply', type: 'response', body: { made: '{{ make.result.id }}', deals: '{{ list.result.records }}' } },
    ]
    const { answers } = startRun(engine, steps, numbers)
    await clock.advance(0)
    const [answer] = answers as { body: { made: string[]; deals: { id: string; number: number }[] } }[]
    expect(answer?.body.deals.map(({ number }) => number).sort((a, b) => a - b)).toEqual(numbers)
    expect(new Set(answer?.body.made)).toEqual(new Set(answer?.body.deals.map(({ id }) => id)))
  })

  it('have no fields that the CRM sets itself', async () => {
    await expect(crm().run('createRecord', { type: 'Contact', fields: { id: 'mine' } })).rejects.toThrow(
      'it.createRecord: fields has id, which the CRM sets itself; leave it out',
    )
    await expect(crm().run('createRecord', { type: 'Contact' })).rejects.toThrow(
      'it.createRecord: fields takes a map of names to values, not nothing (it is missing)',
    )
  })
})

describe('the seed', () => {
  it('gives an id where a record has none, and is what a reset goes back to', async () => {
    const { run, integration } = crm()
    expect(await run('listRecords', { type: 'Company' })).toMatchObject({
      records: [{ id: 'company-1', name: 'Northwind' }],
    })
    await run('deleteRecord', { type: 'Contact', id: 'c1' })
    await integration.reset()
    expect(await run('listRecords', { type: 'Contact' })).toMatchObject({ total: 3 })
  })

  it.each([
    ['Contact: ada', 'The seed data/crm.yaml:1:10 takes a list of records for Contact'],
    ['Contact:\n  - { id: a }\n  - { id: a }', 'The seed data/crm.yaml:3:11 has two Contact records with the id a'],
    ['Contact: [', /^The seed data\/crm\.yaml:\d+:\d+: This is not YAML/],
  ])('says where it is wrong: %j', async (seed, message) => {
    await expect(crm(seed).run('listRecords', { type: 'Contact' })).rejects.toThrow(message)
  })

  it('is read again once it is mended', async () => {
    const root = createFolder()
    const { run, integration } = createBench(root, { kind: 'crm', seed: 'data/crm.yaml' })
    onTestFinished(() => integration.close())
    await expect(run('listRecords', { type: 'Contact' })).rejects.toThrow('The seed data/crm.yaml cannot be read')
    writeInto(root, 'data/crm.yaml', SEED)
    expect(await run('listRecords', { type: 'Contact' })).toMatchObject({ total: 3 })
  })
})

import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schemaComment } from '../../src/host/workspace/json-schemas.ts'
import { startHost, type TestHost } from '../support/host.ts'

const example = resolve(import.meta.dirname, '../../resources/example')
const bytes = (path: string) => readFileSync(join(example, path))

let test: TestHost
const triggerOf = (slug: string) => {
  const { host } = test
  return `${host.triggerUrl}/projects/crm-demo/sdk/triggers/${host.workspace.find(slug)?.id}`
}
const post = (slug: string, body: FormData | object) =>
  fetch(triggerOf(slug), {
    method: 'POST',
    ...(body instanceof FormData
      ? { body }
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  })

beforeAll(async () => {
  const files = readdirSync(example, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(example, join(entry.parentPath, entry.name)))
    .filter(path => !path.startsWith('.triggerbench'))
  test = await startHost(Object.fromEntries(files.map(path => [path, bytes(path)])))
})
afterAll(() => test.close())

describe('the example workspace', () => {
  it('loads without an error or a warning', () => {
    const { workspace } = test.host
    const requests = workspace.workflows.flatMap(workflow => workflow.requests)
    const issues = [workspace, ...workspace.workflows, ...requests].flatMap(part => part.issues)
    expect(issues).toEqual([])
    expect(workspace.workflows.map(({ name }) => name)).toEqual([
      'Attach to email',
      'Create lead',
      'File from storage',
      'Pull contacts',
    ])
    for (const workflow of workspace.workflows) expect(workflow.requests.length, workflow.name).toBeGreaterThan(1)
  })

  it('points editors to the schema of each document', () => {
    const { workspace } = test.host
    for (const { file, source } of workspace.workflows)
      expect(source.split('\n')[0]).toBe(schemaComment('workflow', file))
    for (const { file } of workspace.workflows.flatMap(workflow => workflow.requests))
      expect(readFileSync(join(workspace.root, file), 'utf8').split('\n')[0]).toBe(schemaComment('request', file))
  })

  it('holds files that are what their names say', async () => {
    for (const [path, mime] of [
      ['files/contract.pdf', 'application/pdf'],
      ['files/scan.png', 'image/png'],
    ] as const)
      expect((await fileTypeFromBuffer(bytes(path)))?.mime).toBe(mime)
    expect(bytes('storage/contacts.csv').toString().split('\n')[0]).toBe('id,name,email,company,city,since')
  })
})

describe('its four workflows', () => {
  it('Create lead: answers 200 for a new address and 409 for a known one, JSON and multipart alike', async () => {
    const form = new FormData()
    form.append('email', 'New.Lead@Example.com')
    form.append('name', 'new  LEAD')
    form.append('contract', new Blob([bytes('files/contract.pdf')], { type: 'application/pdf' }), 'contract.pdf')
    const created = await post('create-lead', form)
    expect(created.status).toBe(200)
    expect(await created.json()).toMatchObject({
      email: 'new.lead@example.com',
      contractBytes: String(bytes('files/contract.pdf').length),
    })

    const again = await post('create-lead', { email: 'NEW.LEAD@example.com' })
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ message: 'new.lead@example.com is a contact already' })
  })

  it('Pull contacts: pages by limit and cursor', async () => {
    const first = await (await fetch(`${triggerOf('pull-contacts')}?limit=2`)).json()
    expect(first).toMatchObject({ contacts: [{ id: 'c1' }, { id: 'c2' }] })
    const next = await (await fetch(`${triggerOf('pull-contacts')}?limit=2&cursor=${first.nextCursor}`)).json()
    expect(next).toMatchObject({ contacts: [{ id: 'c3' }, { id: 'c4' }] })
  })

  it.each([
    ['pdf', 'storage/contract.pdf', 'application/pdf'],
    ['png', 'storage/scan.png', 'image/png'],
    ['csv', 'storage/contacts.csv', 'text/csv'],
  ])('File from storage: %s with exact bytes and its type', async (type, path, mime) => {
    const response = await fetch(`${triggerOf('file-from-storage')}?type=${type}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(mime)
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes(path))).toBe(true)
  })

  it('File from storage: a declared type that the bytes are not', async () => {
    const response = await fetch(`${triggerOf('file-from-storage')}?type=png&declare=application/pdf`)
    expect(response.headers.get('content-type')).toBe('application/pdf')
    expect((await fileTypeFromBuffer(await response.arrayBuffer()))?.mime).toBe('image/png')
  })

  it('Attach to email: answers 202 and writes an .eml with the attachment', async () => {
    const outbox = join(test.root, '.triggerbench/outbox')
    mkdirSync(outbox, { recursive: true })
    const written = nextMessage(outbox)
    const data = Buffer.from('This is a sample text.').toString('hex')
    const file = { name: 'test.txt', data, mimeType: 'text/plain', dataType: 'FILE' }
    expect((await post('attach-to-email', { file })).status).toBe(202)
    const message = readFileSync(join(outbox, await written), 'utf8')
    expect(message).toMatch(/filename=test\.txt/)
    expect(message).toContain(Buffer.from('This is a sample text.').toString('base64'))
  })
})

/** The name of the next message that is put into place. */
async function nextMessage(outbox: string): Promise<string> {
  for await (const { filename } of watch(outbox)) if (filename?.endsWith('.eml')) return filename
  throw new Error('The watching ended')
}

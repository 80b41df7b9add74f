import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFakeClock } from '../support/clock.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'
import { createOutside } from '../support/outside.ts'

/*
 * Workflows of the shapes that Paragon's users and employees publish (Paragon §3, §4, §5: observed), written by hand as documents.
 */
const clock = createFakeClock()
const given = (name: string) => `{{ trigger.request.body.${name} }}`
const rule = (left: unknown, operator: string, right?: unknown) => ({
  any: [{ all: [{ left, operator, ...(right === undefined ? {} : { right }) }] }],
})
const respond = (id: string, statusCode: number, body: unknown) => ({ id, type: 'response', statusCode, body })
const file = (id: string, body: string) => ({ id, type: 'response', responseType: 'FILE', body })

const documents = {
  ...workflow('check-permission', [
    {
      id: 'each',
      type: 'fanOut',
      iterator: given('files'),
      steps: [
        {
          id: 'permissions',
          type: 'request',
          url: `${given('drive')}/files/{{ each.instance.fileId }}/permissions`,
          headers: { 'X-User': given('email') },
          continueOnError: true,
        },
        {
          id: 'judge',
          type: 'function',
          parameters: {
            fileId: '{{ each.instance.fileId }}',
            response: '{{ permissions.response }}',
            email: given('email'),
          },
          code: `function judge(parameters, libraries) {
            const people = libraries.lodash.map(parameters.response.body.permissions, 'emailAddress')
            return { fileId: parameters.fileId, permitted: people.includes(parameters.email) }
          }`,
        },
      ],
    },
    respond('reply', 200, { permittedFiles: '{{ judge.result }}' }),
  ]),
  ...workflow('respond-then-continue', [
    respond('accepted', 200, { body_key: 'Got it' }),
    { id: 'later', type: 'delay', unit: 'MINUTES', value: 5 },
    {
      id: 'tell',
      type: 'integration',
      action: 'mail.send',
      with: { to: given('to'), subject: 'Done', text: 'As you asked' },
    },
  ]),
  ...workflow('failures-as-attachments', [
    {
      id: 'send',
      type: 'integration',
      action: 'mail.send',
      with: {
        to: 'ops@example.com',
        subject: `Failed: ${given('reason')}`,
        text: 'See the pictures',
        attachments: ["{{ trigger.request.body['paragon-file'] }}", "{{ trigger.request.body['paragon-file2'] }}"],
      },
    },
    respond('reply', 200, { messageId: '{{ send.result.messageId }}' }),
  ]),
  ...workflow('upload-file', [
    {
      id: 'save',
      type: 'integration',
      action: 'drive.saveFile',
      with: { path: 'inbox/{{ trigger.request.body.name }}', file: '{{ trigger.request.body }}' },
    },
    { id: 'back', type: 'integration', action: 'drive.getFile', with: { path: '{{ save.result.path }}' } },
    file('reply', '{{ back.result }}'),
  ]),
  ...workflow('create-record', [
    { id: 'find', type: 'integration', action: 'crm.searchContacts', with: { email: given('email') } },
    {
      id: 'known',
      type: 'conditional',
      if: rule('{{ find.result.total }}', 'numberGreaterThan', 0),
      whenTrue: [respond('conflict', 409, { message: 'exists', id: '{{ find.result.records[0].id }}' })],
      whenFalse: [
        {
          id: 'create',
          type: 'integration',
          action: 'crm.createRecord',
          with: { type: 'Contact', fields: { email: given('email'), name: given('name') } },
        },
        respond('created', 201, { id: '{{ create.result.id }}' }),
      ],
    },
  ]),
  ...workflow('nothing-found', [
    {
      id: 'pick',
      type: 'function',
      parameters: { list: given('list') },
      code: '({ list }) => { if (list.length) return list[0]; return; }',
    },
    {
      id: 'any',
      type: 'conditional',
      if: rule('{{ pick.result }}', 'isNotNull'),
      whenTrue: [respond('first', 200, { first: '{{ pick.result }}' })],
      whenFalse: [respond('none', 404, { message: 'Nothing there' })],
    },
  ]),
  ...workflow('make-a-file', [
    {
      id: 'make',
      type: 'function',
      parameters: { rows: given('rows') },
      code: `async (parameters, libraries) => ({
        name: 'rows.csv', mimeType: 'text/csv', dataType: 'FILE',
        data: libraries.Buffer.from(parameters.rows.map(row => row.join(',')).join('\\n')),
      })`,
    },
    file('reply', '{{ make.result }}'),
  ]),
  ...workflow('timeout-testing', [
    { id: 'long', type: 'delay', unit: 'SECONDS', value: 60 },
    respond('reply', 200, {}),
  ]),
  ...workflow('ingest', [
    {
      id: 'list',
      type: 'request',
      url: `${given('api')}/documents`,
      params: { cursor: '{{ self.pageToken }}' },
      pagination: {
        type: 'token',
        output: '{{ self.response.body.items }}',
        pageToken: '{{ self.response.body.next }}',
      },
    },
    {
      id: 'chunks',
      type: 'function',
      parameters: { documents: '{{ list.response.results }}' },
      code: 'function chunkFunc(parameters, libraries) { return libraries.lodash.chunk(parameters.documents, 2) }',
    },
    {
      id: 'each',
      type: 'fanOut',
      iterator: '{{ chunks.result }}',
      steps: [
        {
          id: 'push',
          type: 'request',
          method: 'POST',
          url: `${given('api')}/ingest`,
          bodyType: 'json',
          body: { data: '{{ each.instance }}' },
        },
      ],
    },
    respond('reply', 200, { pushed: '{{ push.response.body.count }}' }),
  ]),
}

let host: TestHost

beforeAll(async () => {
  host = await startHost(
    {
      ...documents,
      'triggerbench.yaml': JSON.stringify({
        projectId: 'p',
        integrations: { crm: { kind: 'crm' }, mail: { kind: 'email' }, drive: { kind: 'storage' } },
      }),
      'storage/.keep': '',
    },
    { clock },
  )
})

afterAll(() => host.close())

const post = (id: string, body: unknown) =>
  fetch(host.trigger(id), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

const outbox = () => {
  const folder = join(host.root, '.triggerbench/outbox')
  return readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))
}

describe('a workflow as Paragon’s users write it', () => {
  it('checks a permission for each file and answers with the list, in the order asked', async () => {
    const drive = await createOutside(({ url, headers }, response) => {
      const permitted = url.includes('/b/') ? [] : [{ emailAddress: headers['x-user'] }]
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ permissions: permitted }))
    })
    const files = ['a', 'b', 'c'].map(fileId => ({ fileId }))
    const answer = await post('check-permission', { files, email: 'ada@example.com', drive: drive.origin })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      permittedFiles: [
        { fileId: 'a', permitted: true },
        { fileId: 'b', permitted: false },
        { fileId: 'c', permitted: true },
      ],
    })
  })

  it('responds early and goes on five minutes later', async () => {
    const answer = await post('respond-then-continue', { to: 'ada@example.com' })
    expect(await answer.json()).toEqual({ body_key: 'Got it' })
    await expect.poll(() => host.host.runs.running()[0]?.status).toBe('DELAYED')
    await clock.advance(300_000)
    await expect.poll(() => host.host.runs.running().length, { timeout: 10_000 }).toBe(0)
    expect(outbox().some(message => message.includes('Subject: Done'))).toBe(true)
  })

  it('sends what came as multipart on as attachments', async () => {
    const form = new FormData()
    form.append('reason', 'too dark')
    form.append('paragon-file', new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], { type: 'image/jpeg' }), 'one.jpg')
    form.append('paragon-file2', new Blob(['second'], { type: 'text/plain' }), 'two.txt')
    const answer = await fetch(host.trigger('failures-as-attachments'), { method: 'POST', body: form })
    expect(answer.status).toBe(200)
    const message = outbox().find(text => text.includes('Failed: too dark'))
    expect(message).toMatch(/filename=one\.jpg/)
    expect(message).toContain(Buffer.from([0xff, 0xd8, 0xff, 0xe0]).toString('base64'))
  })

  it('keeps a file that is the whole JSON body, and gives it back', async () => {
    const bytes = Buffer.from('%PDF-1.7 ü')
    const answer = await post('upload-file', {
      name: 'a.pdf',
      data: bytes.toString('hex'),
      mimeType: 'application/pdf',
      dataType: 'FILE',
    })
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  })

  it('answers differently from each branch', async () => {
    const created = await post('create-record', { email: 'new@example.com', name: 'New' })
    expect(created.status).toBe(201)
    const { id } = (await created.json()) as { id: string }
    const again = await post('create-record', { email: 'new@example.com', name: 'New' })
    expect(again.status).toBe(409)
    expect(await again.json()).toEqual({ message: 'exists', id })
  })

  it('tells a Function that returned nothing by isNotNull', async () => {
    expect((await post('nothing-found', { list: [] })).status).toBe(404)
    expect(await (await post('nothing-found', { list: [3] })).json()).toEqual({ first: 3 })
  })

  it('answers with a file that a Function made from a Buffer', async () => {
    const answer = await post('make-a-file', {
      rows: [
        [1, 2],
        [3, 4],
      ],
    })
    expect(answer.headers.get('content-type')).toBe('text/csv')
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''rows.csv")
    expect(await answer.text()).toBe('1,2\n3,4')
  })

  it('finds the 55 seconds', async () => {
    const answer = post('timeout-testing', {})
    await expect.poll(() => host.host.runs.running()[0]?.status, { timeout: 10_000 }).toBe('DELAYED')
    await clock.advance(55_001)
    expect((await answer).status).toBe(542)
    await clock.advance(5_000)
  })

  it('reads every page, chunks them and pushes each chunk', async () => {
    const pages: Record<string, unknown> = {
      '/documents': { items: [1, 2, 3], next: 'p2' },
      '/documents?cursor=p2': { items: [4, 5], next: null },
    }
    const api = await createOutside(({ url, body }, response) => {
      const answer = url === '/ingest' ? { count: JSON.parse(body.toString()).data.length } : pages[url]
      response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? {}))
    })
    const answer = await post('ingest', { api: api.origin })
    expect(await answer.json()).toEqual({ pushed: [2, 2, 1] })
  })
})

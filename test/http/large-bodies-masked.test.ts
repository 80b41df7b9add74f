import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startHost, type TestHost, workflow } from '../support/host.ts'

const SECRET = 'a-secret-value'
const TOKEN = 'token-of-the-caller'
const LARGE = 200_000

let host: TestHost

beforeAll(async () => {
  host = await startHost({
    'triggerbench.yaml': 'projectId: p\nsecrets: [CRM_TOKEN]\n',
    '.triggerbench/secrets.json': JSON.stringify({ CRM_TOKEN: SECRET }),
    ...workflow('echo', [{ id: 'reply', type: 'response', body: { got: '{{ trigger.request.body }}' } }]),
    ...workflow('whole', [{ id: 'reply', type: 'response', responseType: 'FILE', body: '{{ trigger.request.file }}' }]),
    ...workflow('strict', [{ id: 'reply', type: 'response', body: {} }], {
      trigger: { type: 'request', validate: { body: [{ name: 'email', type: 'EMAIL', required: true }] } },
    }),
  })
})

afterAll(() => host.close())

const payloads = () => {
  const folder = join(host.root, '.triggerbench/payloads')
  return Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name))))
}

async function kept(key: string): Promise<string> {
  const body = await host.host.history.reader.body(key)
  const chunks: Uint8Array[] = []
  for await (const chunk of body?.read(0, body.size) ?? []) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const send = (id: string, body: string, contentType: string) =>
  fetch(host.trigger(id), {
    method: 'POST',
    body,
    headers: { 'content-type': contentType, authorization: `Bearer ${TOKEN}` },
  })

const filled = (text: string) => `${'x'.repeat(LARGE)}${text}${'y'.repeat(LARGE)}`
const WITH_BOTH = filled(`${SECRET} and ${TOKEN}`)
const MASKED = filled('•••••• and ••••••')

it.each([
  ['application/json', JSON.stringify({ text: WITH_BOTH }), JSON.stringify({ text: MASKED }), { text: WITH_BOTH }],
  ['text/plain', WITH_BOTH, MASKED, WITH_BOTH],
  ['application/x-www-form-urlencoded', `text=${WITH_BOTH}`, `text=${MASKED}`, { text: WITH_BOTH }],
])('a large %s body and its answer are exact on the wire and masked on disk', async (type, body, masked, got) => {
  const response = await send('echo', body, type)
  const text = await response.text()
  expect(JSON.parse(text)).toEqual({ got })
  const id = response.headers.get('x-execution-id') ?? ''
  expect(await kept(`run/${id}/request`)).toBe(masked)
  expect(await kept(`run/${id}/response`)).toBe(
    JSON.stringify({ got: typeof got === 'string' ? MASKED : { text: MASKED } }),
  )
  expect(await host.host.history.reader.get(id)).toMatchObject({ responseSize: text.length })
  const stored = payloads()
  expect([SECRET, TOKEN].filter(value => stored.includes(value))).toEqual([])
})

it('a large body of a refused request is masked on disk', async () => {
  const body = JSON.stringify({ text: WITH_BOTH })
  expect((await send('strict', body, 'application/json')).status).toBe(400)
  const { reader } = host.host.history
  const newest = async () => (await reader.refusedList({ limit: 1 })).items[0]
  await expect.poll(newest, { timeout: 10_000 }).toMatchObject({ code: 'VALIDATION_FAILED' })
  const refused = await newest()
  expect(await kept(`refused/${refused?.id}/request`)).toBe(JSON.stringify({ text: MASKED }))
  const stored = payloads()
  expect([SECRET, TOKEN].filter(value => stored.includes(value))).toEqual([])
})

it('a file is kept and answered to the byte', async () => {
  const response = await send('whole', WITH_BOTH, 'application/pdf')
  expect(await response.text()).toBe(WITH_BOTH)
  const id = response.headers.get('x-execution-id') ?? ''
  expect(await kept(`run/${id}/request`)).toBe(WITH_BOTH)
  expect(await kept(`run/${id}/response`)).toBe(WITH_BOTH)
})

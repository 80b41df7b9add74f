import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
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
    ...workflow('part', [
      { id: 'reply', type: 'response', responseType: 'FILE', body: '{{ trigger.request.body.f }}' },
    ]),
    ...workflow('strict', [{ id: 'reply', type: 'response', body: {} }], {
      trigger: { type: 'request', validate: { body: [{ name: 'email', type: 'EMAIL', required: true }] } },
    }),
  })
})

afterAll(() => host.close())

/** Every byte on disk: the database, its write-ahead log and the payload files. */
const stored = () =>
  Buffer.concat(
    readdirSync(join(host.root, '.triggerbench'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name !== 'secrets.json')
      .map(entry => readFileSync(join(entry.parentPath, entry.name))),
  )
const leaked = () => {
  const bytes = stored()
  return [SECRET, TOKEN].filter(value => bytes.includes(value))
}

async function keptBytes(key: string): Promise<Buffer<ArrayBuffer>> {
  const body = await host.host.history.reader.body(key)
  const chunks: Uint8Array[] = []
  for await (const chunk of body?.read(0, body.size) ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const kept = async (key: string) => (await keptBytes(key)).toString()

const send = (id: string, body: BodyInit, contentType: string, headers: Record<string, string> = {}) =>
  fetch(host.trigger(id), {
    method: 'POST',
    body,
    headers: { 'content-type': contentType, authorization: `Bearer ${TOKEN}`, ...headers },
  })
const requestOf = async (response: Response) => {
  await response.arrayBuffer()
  return keptBytes(`run/${response.headers.get('x-execution-id')}/request`)
}

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
  expect(leaked()).toEqual([])
})

it('a large body of a refused request is masked on disk', async () => {
  const body = JSON.stringify({ text: WITH_BOTH })
  expect((await send('strict', body, 'application/json')).status).toBe(400)
  const { reader } = host.host.history
  const newest = async () => (await reader.refusedList({ limit: 1 })).items[0]
  await expect.poll(newest, { timeout: 10_000 }).toMatchObject({ code: 'VALIDATION_FAILED' })
  const refused = await newest()
  expect(await kept(`refused/${refused?.id}/request`)).toBe(JSON.stringify({ text: MASKED }))
  expect(leaked()).toEqual([])
})

/** A body of two texts and a file; `note` stands in the text, in a part's headers and around the parts. */
const form = (note: string, file: Buffer) =>
  Buffer.concat([
    Buffer.from(`before ${note}\r\n--b\r\nContent-Disposition: form-data; name="a"\r\nX-Note: ${note}\r\n\r\n${note}`),
    Buffer.from('\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="'),
    Buffer.from(`${note}.bin"\r\nContent-Type: application/x-thing; of=${note}\r\n\r\n`),
    file,
    Buffer.from(`\r\n--b\r\nContent-Disposition: form-data; name="e"\r\n\r\n\r\n--b--\r\nafter ${note}`),
  ])
const TYPE = 'multipart/form-data; boundary=b'
const FILE = Buffer.concat([Buffer.alloc(LARGE, '\r\n--\r\n-b\r--b'), Buffer.from([0, 255, 13, 10])])

it('the texts and headers of a large multipart body are masked on disk, its file is exact', async () => {
  const response = await send('part', form(`${SECRET} and ${TOKEN}`, FILE), TYPE)
  expect(response.headers.get('content-disposition')).toContain(SECRET)
  expect((await requestOf(response)).equals(form('•••••• and ••••••', FILE))).toBe(true)
})

it.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('what a body encoded with %s hides is masked on disk, small or large', async (encoding, compress) => {
  for (const text of [`${SECRET} and ${TOKEN}`, WITH_BOTH]) {
    const response = await send('echo', compress(text), 'text/plain', { 'content-encoding': encoding })
    const sent = await response.clone().json()
    expect(sent).toEqual({ got: text })
    const body = await requestOf(response)
    const again = await send('echo', body, 'text/plain', { 'content-encoding': encoding })
    expect(await again.json()).toEqual({ got: text.replace(`${SECRET} and ${TOKEN}`, '•••••• and ••••••') })
  }
  const packed = compress(form(SECRET, FILE))
  const response = await send('part', packed, TYPE, { 'content-encoding': encoding })
  const body = await requestOf(response)
  expect(body.equals(packed)).toBe(false)
  if (encoding === 'gzip') expect(gunzipSync(body).equals(form('••••••', FILE))).toBe(true)
})

it('an encoded body with nothing to mask is kept to the byte', async () => {
  for (const size of [10, LARGE]) {
    const packed = gzipSync(Buffer.alloc(size, 'nothing here '))
    const stored = gzipSync(crypto.getRandomValues(Buffer.alloc(60_000)).toString('hex').repeat(2))
    for (const body of [packed, stored])
      expect(
        (await requestOf(await send('echo', body, 'text/plain', { 'content-encoding': 'gzip' }))).equals(body),
      ).toBe(true)
  }
})

it.each([
  ['whole', (text: string) => gzipSync(JSON.stringify({ text }))],
  ['cut', (text: string) => gzipSync(JSON.stringify({ text, more: 'x'.repeat(10_000) })).subarray(0, -9)],
])('what a refused body that is encoded and %s hides is masked on disk', async (_what, packed) => {
  for (const text of [`${SECRET} and ${TOKEN}`, `${crypto.randomUUID()}${WITH_BOTH}`]) {
    const query = crypto.randomUUID()
    const response = await send(`strict?${query}`, packed(text), 'application/json', { 'content-encoding': 'gzip' })
    expect(response.status).toBe(400)
    const refused = async () =>
      (await host.host.history.reader.refusedList({ limit: 9 })).items.find(item => item.target.endsWith(query))
    await expect.poll(refused, { timeout: 10_000 }).toBeDefined()
    const body = gunzipSync(await keptBytes(`refused/${(await refused())?.id}/request`)).toString()
    expect(body).toContain('•••••• and ••••••')
    expect(body).not.toContain(SECRET)
  }
})

it('no byte on disk holds any of it', async () => {
  expect(leaked()).toEqual([])
})

it('a file is kept and answered to the byte', async () => {
  const response = await send('whole', WITH_BOTH, 'application/pdf')
  expect(await response.text()).toBe(WITH_BOTH)
  const id = response.headers.get('x-execution-id') ?? ''
  expect(await kept(`run/${id}/request`)).toBe(WITH_BOTH)
  expect(await kept(`run/${id}/response`)).toBe(WITH_BOTH)
})

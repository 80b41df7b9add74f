import { existsSync, readdirSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHost } from '../../src/host/host.ts'
import { TRUSTED } from '../../src/host/workspace/trust.ts'
import { type CapturePage, type ControlEvent, type RunPage, TOKEN_HEADER } from '../../src/shared/control.ts'
import type { CaptureDetail } from '../../src/shared/execution.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'
import { createKeyPair } from '../support/tokens.ts'

const FILES = {
  'triggerbench.yaml':
    'projectId: p\nauth: { verify: project.pem }\nsecrets: [KEY]\nlimits: { requestBody: 300KiB, decompressedBody: 400KiB }\ntrigger: { origins: ["https://app.example.test"] }\n',
  'project.pem': createKeyPair().publicPem,
  '.triggerbench/secrets.json': '{"KEY":"a-secret-value"}',
  ...workflow('lead', []),
  ...workflow('full', []),
  ...workflow('off', [], { enabled: false }),
  'workflows/broken.workflow.yaml': 'id: broken\nname: Broken\nsteps:\n  - { id: a, type: functon }\n',
}

let host: TestHost
beforeAll(async () => {
  host = await startHost(FILES)
})
afterAll(() => host.close())

async function control<T>(path: string, on = host.host): Promise<T> {
  return (await (await fetch(new URL(path, on.controlUrl), { headers: { [TOKEN_HEADER]: on.token } })).json()) as T
}

interface Sending {
  method?: string
  headers?: [string, string][]
  body?: Uint8Array
  id?: string
}

/** Sends exactly these headers besides Host and the body's framing; in two chunks without a Content-Length. */
function send({ method = 'POST', headers = [], body = new Uint8Array(), id = 'lead' }: Sending) {
  return new Promise<{ status: number; json: Record<string, unknown>; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const address = new URL(`/capture/${id}?a=1&a=%zz`, host.host.triggerUrl)
      const request = httpRequest(
        {
          host: address.hostname,
          port: address.port,
          path: `/capture/${id}?a=1&a=%zz`,
          method,
          headers: [...headers, ['Host', address.host]].flat(),
        },
        async response => {
          const chunks: Buffer[] = []
          for await (const chunk of response) chunks.push(chunk)
          const json = JSON.parse(Buffer.concat(chunks).toString())
          resolve({ status: response.statusCode ?? 0, json, headers: response.headers })
        },
      )
      request.on('error', reject)
      if (headers.some(([name]) => name === 'Transfer-Encoding')) request.write(body.subarray(0, 3))
      request.end(headers.some(([name]) => name === 'Transfer-Encoding') ? body.subarray(3) : body)
    },
  )
}

async function captured(sending: Sending): Promise<{ detail: CaptureDetail; bytes: Buffer | null }> {
  const length: [string, string][] = sending.headers?.some(([name]) => name === 'Transfer-Encoding')
    ? []
    : [['Content-Length', String(sending.body?.length ?? 0)]]
  const { status, json } = await send({ ...sending, headers: [...(sending.headers ?? []), ...length] })
  expect(status).toBe(202)
  expect(json).toEqual({
    message: 'Request has been captured.',
    captureId: expect.any(String),
    workflowId: sending.id ?? 'lead',
  })
  const detail = await control<CaptureDetail>(`/api/captures/${json.captureId}`)
  const { body } = detail.request
  if (!body) return { detail, bytes: null }
  const bytes = Buffer.from(await (await fetch(new URL(body.url, host.host.controlUrl))).arrayBuffer())
  return { detail, bytes }
}

const broken = Buffer.from('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end')

describe('a request sent to /capture/:id', () => {
  it.each<[string, string, Buffer]>([
    ['JSON as it was written', 'application/json', Buffer.from('{"a": 1.50, "a": 2}\n')],
    ['JSON that is none', 'application/json', Buffer.from('{"a":')],
    ['UTF-8 that is none', 'application/json', Buffer.from([0x22, 0xff, 0xc0, 0x22])],
    ['a broken multipart body', 'multipart/form-data; boundary=x', broken],
    ['a multipart body without its boundary', 'multipart/form-data', broken],
    ['text in an unknown charset', 'text/plain; charset=klingon', Buffer.from('nuqneH')],
    ['an unreadable type', ';;;', Buffer.from([1, 2, 3])],
    ['every byte there is', 'application/octet-stream', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['64 KiB', 'image/png', Buffer.alloc(65_536, 7)],
    ['64 KiB and one byte', 'image/png', Buffer.alloc(65_537, 8)],
    ['300 KiB of text', 'text/plain', Buffer.alloc(300 * 1_024, 'text ')],
  ])('is kept to the byte: %s', async (_what, type, body) => {
    const { detail, bytes } = await captured({ headers: [['Content-Type', type]], body })
    expect(bytes?.equals(body)).toBe(true)
    expect(detail).toMatchObject({ contentType: type, size: body.length, method: 'POST', workflowId: 'lead' })
    expect(detail.request.body?.size).toBe(body.length)
  })

  it.each<[string, Buffer]>([
    ['gzip', gzipSync('{"a":1}')],
    ['br', brotliCompressSync(Buffer.alloc(200_000, 'abc'))],
    ['gzip', Buffer.from('no gzip at all')],
    ['gzip', gzipSync(Buffer.alloc(100_000, 1)).subarray(0, 60)],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ])('is kept as it is encoded: %s', async (encoding, body) => {
    const headers: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['Content-Encoding', encoding],
    ]
    expect((await captured({ headers, body })).bytes?.equals(body)).toBe(true)
    // With a header to be masked, the body is looked through.
    expect(
      (await captured({ headers: [...headers, ['Cookie', 'session=0123456789']], body })).bytes?.equals(body),
    ).toBe(true)
  })

  it('is kept without its chunks, and without a body', async () => {
    const chunked = await captured({ headers: [['Transfer-Encoding', 'chunked']], body: Buffer.from('chunks') })
    expect(chunked.bytes?.toString()).toBe('chunks')
    const empty = await captured({ headers: [['Content-Type', 'application/json']] })
    expect([empty.bytes, empty.detail.size]).toEqual([null, 0])
  })

  it('keeps headers in their order and case, and the target as it was sent', async () => {
    const headers: [string, string][] = [
      ['X-One', '1'],
      ['x-TWO', 'ä'],
      ['X-One', 'again'],
    ]
    const { detail } = await captured({ headers, body: Buffer.from('x') })
    expect(detail.request.headers.slice(0, 3)).toEqual(headers)
    expect(detail.target).toBe('/capture/lead?a=1&a=%zz')
    expect(detail.request).toMatchObject({ target: '/capture/lead?a=1&a=%zz', httpVersion: '1.1' })
  })

  it('has what must not be kept masked, in a compressed body too', async () => {
    const headers: [string, string][] = [
      ['Authorization', 'Bearer eyJhbGciOi.J9'],
      ['X-Key', 'a-secret-value'],
      ['Content-Type', 'application/json'],
    ]
    const body = Buffer.from('{"key":"a-secret-value","token":"eyJhbGciOi.J9"}')
    const { detail, bytes } = await captured({ headers, body })
    expect(detail.request.headers.slice(0, 2)).toEqual([
      ['Authorization', '••••••'],
      ['X-Key', '••••••'],
    ])
    expect(bytes?.toString()).toBe('{"key":"••••••","token":"••••••"}')

    const large = Buffer.from(`${' '.repeat(100_000)}${body}`)
    expect((await captured({ headers, body: large })).bytes?.toString().trim()).toBe(bytes?.toString())
    const packed = await captured({ headers: [...headers, ['Content-Encoding', 'gzip']], body: gzipSync(body) })
    expect(gunzipSync(packed.bytes ?? '').toString()).toBe(bytes?.toString())
  })

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('may be a %s', async method => {
    expect((await captured({ method, body: Buffer.from('b') })).detail.method).toBe(method)
  })

  it.each(['off', 'broken'])('may be for the workflow %s, which would not run', async id => {
    expect((await captured({ id, body: Buffer.from('b') })).detail.workflowId).toBe(id)
  })

  it('may come from a web page whose origin is allowed, after its preflight', async () => {
    const address = `${host.host.triggerUrl}/capture/lead`
    const origin = 'https://app.example.test'
    const preflight = await fetch(address, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    const response = await fetch(address, { method: 'POST', headers: { origin }, body: '{}' })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([202, origin])
  })

  it('runs nothing', async () => {
    await captured({ body: Buffer.from('{}') })
    expect((await control<RunPage>('/api/runs')).items).toEqual([])
  })
})

describe('a capture is refused', () => {
  const tooLarge = Buffer.alloc(300 * 1_024 + 1)
  it.each<[string, Sending, number, string]>([
    ['for a workflow that is not there', { id: 'nobody' }, 404, 'WORKFLOW_NOT_FOUND'],
    ['for a path below a workflow', { id: 'lead/more' }, 404, 'NOT_FOUND'],
    ['for no workflow', { id: '' }, 404, 'NOT_FOUND'],
    ['for a broken escape', { id: '%zz' }, 400, 'URL_INVALID'],
    ['with a method that no trigger has', { method: 'PROPFIND' }, 405, 'METHOD_NOT_ALLOWED'],
    ['from another origin', { headers: [['Origin', 'https://evil.example']] }, 403, 'ORIGIN_FORBIDDEN'],
    ['beyond the limit', { headers: [['Content-Length', '307201']], body: tooLarge }, 413, 'BODY_TOO_LARGE'],
    [
      'beyond the limit of decoded bytes, with something to look for',
      {
        headers: [
          ['Cookie', 'session=0123456789'],
          ['Content-Type', 'application/json'],
          ['Content-Encoding', 'gzip'],
          ['Transfer-Encoding', 'chunked'],
        ],
        body: gzipSync(`${' '.repeat(400 * 1_024)}{"session":"0123456789"}`),
      },
      413,
      'BODY_TOO_LARGE',
    ],
    ['beyond it in chunks', { headers: [['Transfer-Encoding', 'chunked']], body: tooLarge }, 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_what, sending, status, code) => {
    const answer = await send(sending)
    expect([answer.status, answer.json.code]).toEqual([status, code])
    if (status === 405) expect(answer.headers.allow).toBe('GET, POST, PUT, PATCH, DELETE')
  })

  it('and nothing is kept of a body that broke off', async () => {
    const before = (await control<CapturePage>('/api/captures?limit=1000')).items.length
    const { port } = new URL(host.host.triggerUrl)
    await new Promise<void>(resolve => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.end(`POST /capture/lead HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 9\r\n\r\nhalf`),
      )
      socket.resume().on('close', () => resolve())
    })
    expect((await control<CapturePage>('/api/captures?limit=1000')).items).toHaveLength(before)
  })
})

it('tells pages of it at once', async () => {
  const stop = new AbortController()
  const response = await fetch(new URL('/api/events', host.host.controlUrl), {
    headers: { [TOKEN_HEADER]: host.host.token },
    signal: stop.signal,
  })
  const events: ControlEvent[] = []
  const reading = (async () => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      for (const [, json] of text.matchAll(/^data: (.*)\n/gm)) events.push(JSON.parse(json ?? ''))
      text = ''
    }
  })().catch(() => undefined)
  await expect.poll(() => events.length).toBe(1)
  const { detail } = await captured({ body: Buffer.from('now') })
  await expect
    .poll(() => events.find(event => event.type === 'capture'))
    .toMatchObject({
      captures: [{ id: detail.id, workflowId: 'lead', size: 3 }],
    })
  stop.abort()
  await reading
})

it('keeps the last 100 of each workflow, over a restart, and gives back the place of those before', async () => {
  const own = await startHost(FILES)
  const post = async (on: string, id: string, body: BodyInit) => {
    const response = await fetch(`${on}/capture/${id}`, { method: 'POST', body })
    return ((await response.json()) as { captureId: string }).captureId
  }
  const payloads = join(own.root, '.triggerbench/payloads')
  const other = await post(own.host.triggerUrl, 'lead', 'stays')
  const large = Buffer.alloc(100 * 1_024, 'large')
  const first = await post(own.host.triggerUrl, 'full', large)
  expect(readdirSync(payloads)).toHaveLength(1)
  await own.host.close()

  const again = await createHost({ root: own.root, port: 0, controlPort: 0, trust: () => TRUSTED })
  const { request } = await control<CaptureDetail>(`/api/captures/${first}`, again)
  const kept = await fetch(new URL(request.body?.url ?? '', again.controlUrl))
  expect(Buffer.from(await kept.arrayBuffer()).equals(large)).toBe(true)

  const ids: string[] = []
  for (let n = 0; n < 100; n++) ids.push(await post(again.triggerUrl, 'full', `body ${n}`))
  expect(existsSync(join(payloads, request.body?.sha256 ?? 'none'))).toBe(false)
  const page = await control<CapturePage>('/api/captures?workflow=full&limit=60', again)
  const rest = await control<CapturePage>(`/api/captures?workflow=full&limit=60&before=${page.next}`, again)
  expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual(ids.toReversed())
  expect(rest.next).toBeNull()
  expect(await control(`/api/captures/${first}`, again)).toMatchObject({ code: 'NOT_FOUND' })
  expect(await control<CaptureDetail>(`/api/captures/${other}`, again)).toMatchObject({ workflowId: 'lead' })
  expect(await control('/api/captures?before=soon', again)).toMatchObject({ code: 'QUERY_INVALID' })
  await again.close()
  await own.close()
})

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statfsSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFolder } from '../support/folder.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'
import { serve } from '../support/serve.ts'

const file = (body: string) => [{ id: 'reply', type: 'response', responseType: 'FILE', body }]
const PART = '{{ trigger.request.body.f }}'
const WHOLE = '{{ trigger.request.file }}'
/** The ways out, each of which answers with the file it was given. */
const waysOut = (source: string) => ({
  answer: file(source),
  function: [
    {
      id: 'copy',
      type: 'function',
      parameters: { file: source },
      code: 'function copy({ file }) { return { ...file, data: Buffer.from(file.data, "hex") } }',
    },
    ...file('{{ copy.result }}'),
  ],
  storage: [
    { id: 'save', type: 'integration', action: 'drive.saveFile', with: { path: 'kept.bin', file: source } },
    { id: 'get', type: 'integration', action: 'drive.getFile', with: { path: 'kept.bin' } },
    ...file('{{ get.result }}'),
  ],
  request: [
    {
      id: 'call',
      type: 'request',
      method: 'POST',
      url: '{{ settings.mirror }}',
      headers: { 'content-type': 'application/x-thing' },
      bodyType: 'raw',
      body: source,
    },
    ...file('{{ call.response.body }}'),
  ],
})
const OUT = ['answer', 'function', 'storage', 'request'] as const

let host: TestHost
/** Answers with the bytes it was sent. */
const mirror = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-thing' })
  request.pipe(response)
})

beforeAll(async () => {
  await once(mirror.listen(0, '127.0.0.1'), 'listening')
  const { port } = mirror.address() as AddressInfo
  const workflows = Object.assign(
    {},
    ...OUT.flatMap(out => [
      workflow(`part-${out}`, waysOut(PART)[out]),
      workflow(`nested-${out}`, waysOut('{{ trigger.request.body.list[1].deep.f }}')[out]),
      workflow(`whole-${out}`, waysOut(WHOLE)[out]),
    ]),
  )
  host = await startHost({
    'triggerbench.yaml': `projectId: p\nsettings: { mirror: "http://127.0.0.1:${port}/" }\nintegrations: { drive: { kind: storage } }\n`,
    'storage/.keep': '',
    ...workflows,
  })
})

afterAll(async () => {
  mirror.close()
  await host.close()
})

type Sent = { id: string; body: BodyInit; headers: Record<string, string> }
const hexObject = (bytes: Buffer) => ({
  name: 'a.bin',
  mimeType: 'application/x-thing',
  dataType: 'FILE',
  data: bytes.toString('hex'),
})
const JSON_TYPE = { 'content-type': 'application/json' }
const multipart = (bytes: Buffer) =>
  Buffer.concat([
    Buffer.from(
      '--b\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\nContent-Type: application/x-thing; v="1"\r\n\r\n',
    ),
    bytes,
    Buffer.from('\r\n--b--\r\n'),
  ])
const FORM_TYPE = { 'content-type': 'multipart/form-data; boundary=b' }
const GZIP = { 'content-encoding': 'gzip' }

/** The ways in: what is sent, and to which workflow. */
const WAYS_IN: Record<string, (bytes: Buffer<ArrayBuffer>) => Sent> = {
  'hex in JSON': bytes => ({ id: 'part', body: JSON.stringify({ f: hexObject(bytes) }), headers: JSON_TYPE }),
  'hex deep in JSON': bytes => ({
    id: 'nested',
    body: JSON.stringify({ list: [0, { deep: { f: hexObject(bytes) } }] }),
    headers: JSON_TYPE,
  }),
  'hex in gzipped JSON': bytes => ({
    id: 'part',
    body: gzipSync(JSON.stringify({ f: hexObject(bytes) })),
    headers: { ...JSON_TYPE, ...GZIP },
  }),
  'a part': bytes => ({ id: 'part', body: multipart(bytes), headers: FORM_TYPE }),
  'a gzipped part': bytes => ({ id: 'part', body: gzipSync(multipart(bytes)), headers: { ...FORM_TYPE, ...GZIP } }),
  'the whole body': bytes => ({ id: 'whole', body: bytes, headers: { 'content-type': 'application/x-thing' } }),
  'the whole gzipped body': bytes => ({
    id: 'whole',
    body: gzipSync(bytes),
    headers: { 'content-type': 'application/x-thing', ...GZIP },
  }),
}

/** Bytes that no text survives, different for each seed. */
function bytesOf(size: number, seed = 1): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(size)
  let state = seed
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[index] = state >>> 24
  }
  return bytes
}

async function through(way: string, out: string, bytes: Buffer<ArrayBuffer>): Promise<Response> {
  const { id, body, headers } = (WAYS_IN[way] as (typeof WAYS_IN)[string])(bytes)
  return fetch(host.trigger(`${id}-${out}`), { method: 'POST', body, headers })
}

/** Zero bytes as a whole body are no file (contract §1, Bodies). */
const isNoFile = (way: string, size: number) => way.startsWith('the whole') && size === 0
const SIZES = [0, 1, 65_535, 65_536, 65_537]

describe('bytes leave as they came', () => {
  for (const way of Object.keys(WAYS_IN)) {
    it.each(OUT)(`${way} → %s`, async out => {
      for (const size of SIZES.filter(size => !isNoFile(way, size))) {
        const bytes = bytesOf(size)
        const response = await through(way, out, bytes)
        const got = Buffer.from(await response.arrayBuffer())
        expect({ size, status: response.status, same: got.equals(bytes) }).toEqual({ size, status: 200, same: true })
        expect(response.headers.get('content-length')).toBe(String(size))
      }
    })
  }

  it('for any bytes, whichever way they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(WAYS_IN)),
        fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 300 }),
          fc.integer({ min: 60_000, max: 140_000 }).map(size => bytesOf(size, size)),
        ),
        async (way, given) => {
          const bytes = Buffer.from(given)
          const response = await through(way, 'answer', bytes)
          return response.status === 200 && Buffer.from(await response.arrayBuffer()).equals(bytes)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('with the type that was declared, parameters included', async () => {
    expect((await through('a part', 'answer', bytesOf(3))).headers.get('content-type')).toBe(
      'application/x-thing; v="1"',
    )
    const whole = await fetch(host.trigger('whole-answer'), {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'Application/X-Thing;  V=1' },
    })
    expect(whole.headers.get('content-type')).toBe('Application/X-Thing;  V=1')
  })
})

const LARGE = 300 * 2 ** 20
const CHUNK = bytesOf(2 ** 20)
const free = statfsSync(tmpdir())
const room = free.bavail * free.bsize
if (room < 2 * 2 ** 30) process.stderr.write('skipped: bodies of 300 MB need 2 GB of free disk\n')

describe.runIf(room >= 2 * 2 ** 30 && process.platform === 'linux')('300 MB', () => {
  it('pass through as a part and as the whole body, in flat memory', async () => {
    const { root, remove } = openFolder({
      'triggerbench.yaml': 'projectId: p\nlimits: { requestBody: 400MiB }\n',
      ...workflow('part', file(PART)),
      ...workflow('whole', file(WHOLE)),
    })
    const served = await serve(root)
    const resident = () =>
      Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${served.pid}/status`, 'utf8'))?.[1]) / 1_024
    const send = (id: string, headers: Record<string, string>, chunks: () => Iterable<Buffer>) =>
      new Promise<{ status: number; hash: string; size: number }>((resolve, reject) => {
        const request = httpRequest(
          `${served.trigger}/projects/p/sdk/triggers/${id}`,
          { method: 'POST', headers },
          async response => {
            const hash = createHash('sha256')
            let size = 0
            for await (const chunk of response) {
              hash.update(chunk)
              size += chunk.length
            }
            resolve({ status: response.statusCode ?? 0, hash: hash.digest('hex'), size })
          },
        )
        request.on('error', reject)
        Readable.from(chunks()).pipe(request)
      })
    function* whole(size: number) {
      for (let sent = 0; sent < size; sent += CHUNK.length) yield CHUNK
    }
    function* part(size: number) {
      yield Buffer.from('--b\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n')
      yield* whole(size)
      yield Buffer.from('\r\n--b--\r\n')
    }
    try {
      const type = { 'content-type': 'application/x-thing' }
      await send('part', FORM_TYPE, () => part(16 * CHUNK.length))
      await send('whole', type, () => whole(16 * CHUNK.length))
      const before = resident()
      let most = before
      const sampling = setInterval(() => {
        most = Math.max(most, resident())
      }, 20)
      const expected = createHash('sha256')
      for (const chunk of whole(LARGE)) expected.update(chunk)
      const same = { status: 200, size: LARGE, hash: expected.digest('hex') }
      expect(await send('part', FORM_TYPE, () => part(LARGE))).toEqual(same)
      expect(await send('whole', type, () => whole(LARGE))).toEqual(same)
      clearInterval(sampling)
      expect(most - before).toBeLessThan(64)
    } finally {
      await served.end()
      remove()
    }
  }, 90_000)
})

import { connect } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHost, type TestHost, workflow } from '../support/host.ts'

const reply = (body: unknown, more = {}) => ({ id: 'reply', type: 'response', body, ...more })
const BODY = '{{ trigger.request.body }}'
const LIMITS =
  'limits: { requestBody: 200KiB, responseTimeout: 150ms, functionTimeout: 300ms, target: 2KiB, headers: 8KiB, fileHex: 100KiB }'

let host: TestHost

beforeAll(async () => {
  host = await startHost({
    'triggerbench.yaml': `projectId: p\n${LIMITS}\ntrigger: { origins: ["https://app.example.test"] }\n`,
    ...workflow(
      'echo',
      [
        reply({
          body: BODY,
          params: '{{ trigger.request.params }}',
          type: "{{ trigger.request.headers['content-type'] }}",
        }),
      ],
      {
        trigger: { type: 'request', method: 'ANY' },
      },
    ),
    ...workflow('file', [reply('{{ trigger.request.body.file }}', { responseType: 'FILE' })]),
    ...workflow('whole', [reply('{{ trigger.request.file }}', { responseType: 'FILE', statusCode: 201 })]),
    ...workflow('written', [
      reply(
        { dataType: 'FILE', name: 'a.csv', mimeType: 'text/csv', data: '{{ trigger.request.body.hex }}' },
        { responseType: 'FILE' },
      ),
    ]),
    ...workflow('astray', [{ id: 'call', type: 'request', method: 'GET', url: 'contacts' }, reply({})]),
    ...workflow('hex', [reply({ file: '{{ trigger.request.file }}' })]),
    ...workflow('silent', [{ id: 'wait', type: 'delay', unit: 'DAYS', value: 1 }]),
    ...workflow('slow', [{ id: 'wait', type: 'delay', value: 1 }, reply({ late: true })]),
    ...workflow('off', [], { enabled: false }),
    ...workflow('teapot', [reply({}, { statusCode: 599 })]),
    ...workflow('loop', [{ id: 'spin', type: 'function', code: 'function spin() { for (;;) {} }' }, reply({})]),
    ...workflow('throws', [
      { id: 'shape', type: 'function', code: 'function shape() {\n  throw new Error("no e-mail")\n}' },
      reply({}),
    ]),
    ...workflow('strict', [reply({ ok: true })], {
      trigger: {
        type: 'request',
        validate: { params: [{ name: 'source' }], body: [{ name: 'email', type: 'EMAIL', required: true }] },
      },
    }),
    ...workflow('nowhere', [
      {
        id: 'known',
        type: 'conditional',
        if: { any: [{ all: [{ left: true, operator: 'booleanFalse' }] }] },
        whenTrue: [reply({})],
      },
    ]),
    'workflows/broken.workflow.yaml':
      'id: broken\nname: Broken\ntrigger: { type: request }\nsteps:\n  - { id: a, type: functon }\n',
  })
})

afterAll(() => host.close())

const post = (id: string, body?: BodyInit, headers: Record<string, string> = {}) =>
  fetch(host.trigger(id), { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

describe('an answer', () => {
  it('is the resolved key-value object, with the run’s id and address', async () => {
    const response = await fetch(`${host.trigger('echo')}?a=1&a=2&b=%20`, {
      method: 'POST',
      body: '{"n":1.50}',
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toEqual({
      body: { n: 1.5 },
      params: { a: ['1', '2'], b: ' ' },
      type: 'application/json',
    })
    const id = response.headers.get('x-execution-id') ?? ''
    expect(response.headers.get('link')).toBe(`<${new URL(host.host.controlUrl).origin}/runs/${id}>; rel="execution"`)
    expect(await host.host.history.reader.get(id)).toMatchObject({ status: 'SUCCEEDED', code: 200, workflow: 'echo' })
  })

  it('is 202 with five keys where no Response step stands', async () => {
    const response = await post('silent', '{}')
    expect(response.status).toBe(202)
    const body = await response.json()
    expect(Object.keys(body)).toEqual(['message', 'dateSubmitted', 'projectId', 'workflowId', 'executionId'])
    expect(body).toMatchObject({
      projectId: 'p',
      workflowId: 'silent',
      executionId: response.headers.get('x-execution-id'),
    })
  })

  it('is 542 with exactly Paragon’s five keys at the limit, while the run goes on', async () => {
    const response = await post('slow', '{}')
    expect(response.status).toBe(542)
    const body = await response.json()
    expect(body).toEqual({
      message: 'Workflow has been enqueued but has not completed.',
      dateSubmitted: expect.any(String),
      projectId: 'p',
      workflowId: 'slow',
      executionId: expect.any(String),
    })
    expect(host.host.runs.live(body.executionId)?.status).toBe('DELAYED')
  })

  it('is a file’s raw bytes, type, length and name', async () => {
    const form = new FormData()
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256)
    form.append('file', new Blob([bytes], { type: 'application/pdf' }), 'Übersicht 1.pdf')
    const response = await fetch(host.trigger('file'), { method: 'POST', body: form })
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '70000',
      'content-disposition': "inline; filename*=UTF-8''%C3%9Cbersicht%201.pdf",
    })
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true)
  })

  it.each([0, 1, 65_535, 65_536, 65_537])('gives a whole body of %i bytes back exactly', async size => {
    const bytes = Buffer.alloc(size, 'xyz')
    const response = await post('whole', bytes, { 'content-type': 'application/x-thing' })
    if (size === 0) {
      expect(response.status).toBe(500)
      return
    }
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/x-thing')
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('turns a hex file object into the file it is', async () => {
    const response = await post(
      'file',
      JSON.stringify({ file: { name: 'a.txt', mimeType: 'text/plain', dataType: 'FILE', data: '48656c6C6f' } }),
    )
    expect(response.headers.get('content-type')).toBe('text/plain')
    expect(await response.text()).toBe('Hello')
  })

  it('is 500 with the step for a run that failed, its stack in the user’s lines', async () => {
    const response = await post('throws', '{}')
    expect(response.status).toBe(500)
    const body = await response.json()
    expect(body).toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('no e-mail'),
      workflowId: 'throws',
      stepId: 'shape',
    })
    const run = await host.host.history.reader.get(body.executionId)
    expect(run?.steps.at(-1)?.error?.stack).toContain(':2:')
  })

  it('says once what to do about the failure', async () => {
    const { message, executionId } = await (await post('astray', '{}')).json()
    const what = 'url "contacts" is no http address'
    const remedy = 'Write a whole address such as https://api.example.com/contacts'
    expect(message).toBe(`${what}. ${remedy}`)
    expect((await host.host.history.reader.get(executionId))?.error).toMatchObject({ message: what, remedy })
  })

  it('is 500 NO_RESPONSE_REACHED for a run that ended without one', async () => {
    expect(await (await post('nowhere', '{}')).json()).toMatchObject({
      code: 'NO_RESPONSE_REACHED',
      workflowId: 'nowhere',
    })
  })

  it('gives the bytes of a file object that the document spells out, and fails where its data is no hex', async () => {
    const response = await post('written', '{"hex":"613b62"}')
    expect(response.headers.get('content-type')).toBe('text/csv')
    expect(response.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''a.csv")
    expect(await response.text()).toBe('a;b')
    const message = expect.stringContaining('no hex at offset 1')
    expect(await (await post('written', '{"hex":"6x"}')).json()).toMatchObject({ code: 'STEP_FAILED', message })
  })

  it('is at once FILE_TOO_LARGE_FOR_HEX for a JSON answer with a file whose hex is too long', async () => {
    const response = await post('hex', Buffer.alloc(100 * 1024 + 1), { 'content-type': 'image/png' })
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ code: 'FILE_TOO_LARGE_FOR_HEX', stepId: 'reply' })
  })

  it('is FUNCTION_TIMEOUT for an endless loop, and the host goes on', async () => {
    const [spinning, echoed] = await Promise.all([post('loop', '{}'), post('echo', '{"still":"here"}')])
    expect(await echoed.json()).toMatchObject({ body: { still: 'here' } })
    expect(spinning.status).toBe(542)
    const id = spinning.headers.get('x-execution-id') ?? ''
    await expect.poll(() => host.host.runs.live(id), { timeout: 5_000 }).toBeUndefined()
    expect(await host.host.history.reader.get(id)).toMatchObject({
      status: 'FAILED',
      code: 542,
      error: { code: 'FUNCTION_TIMEOUT', stepId: 'spin' },
    })
  })
})

describe('a body', () => {
  it.each([
    ['application/x-www-form-urlencoded', 'a=1&b=x+y&a=2', { a: ['1', '2'], b: 'x y' }],
    ['application/vnd.api+json', '[1]', [1]],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe4]), 'ä'],
    ['application/xml', '<a/>', '<a/>'],
    ['application/json', '', {}],
  ])('of %s is read as its type says', async (type, body, expected) => {
    const response = await post('echo', body, { 'content-type': type })
    expect(await response.json()).toMatchObject({ body: expected })
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('encoded with %s is decoded', async (encoding, compress) => {
    const response = await post('echo', compress(Buffer.from('{"packed":true}')), { 'content-encoding': encoding })
    expect(await response.json()).toMatchObject({ body: { packed: true } })
  })

  it('may come in chunks, after 100 Continue, with a bare ? in the address', async () => {
    const target = new URL(`${host.trigger('echo')}?`)
    const socket = connect({ host: target.hostname, port: Number(target.port) })
    socket.write(
      `POST ${target.pathname}? HTTP/1.1\r\nHost: ${target.host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
    )
    let text = ''
    for await (const chunk of socket) {
      text += String(chunk)
      if (text === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write('5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n')
    }
    expect(text).toContain('HTTP/1.1 200 OK')
    expect(text).toContain('"body":{"a":1}')
  })
})

describe('a status that is registered nowhere', () => {
  it('has no reason phrase, but for 542', async () => {
    expect(await post('teapot', '{}')).toMatchObject({ status: 599, statusText: '' })
    expect(await post('slow', '{}')).toMatchObject({ status: 542, statusText: 'Workflow enqueued' })
  })
})

describe('a refusal', () => {
  it.each([
    ['a body that is no JSON', () => post('echo', '{"a":'), 400, 'BODY_NOT_JSON', { line: 1, column: 6 }],
    [
      'malformed multipart',
      () => post('echo', '--b\r\nnope', { 'content-type': 'multipart/form-data; boundary=b' }),
      400,
      'MULTIPART_INVALID',
      undefined,
    ],
    [
      'bad hex',
      () => post('echo', '{"f":{"dataType":"FILE","data":"0g"}}'),
      400,
      'FILE_HEX_INVALID',
      { field: 'f.data', offset: 1 },
    ],
    [
      'odd hex',
      () => post('echo', '{"f":[{"dataType":"FILE","data":"012"}]}'),
      400,
      'FILE_HEX_INVALID',
      { field: 'f[0].data', offset: 3 },
    ],
    ['a body over the limit', () => post('echo', Buffer.alloc(300_000)), 413, 'BODY_TOO_LARGE', { limit: 204_800 }],
    [
      'a zip bomb',
      () => post('echo', gzipSync(Buffer.alloc(8_000_000)), { 'content-encoding': 'gzip' }),
      413,
      'BODY_TOO_LARGE',
      undefined,
    ],
    [
      'an unknown encoding',
      () => post('echo', '{}', { 'content-encoding': 'lzw' }),
      415,
      'ENCODING_UNKNOWN',
      undefined,
    ],
    [
      'an unknown charset',
      () => post('echo', 'x', { 'content-type': 'text/plain; charset=klingon' }),
      415,
      'CHARSET_UNKNOWN',
      undefined,
    ],
    ['an unknown workflow', () => post('nope', '{}'), 404, 'WORKFLOW_NOT_FOUND', undefined],
    [
      'another project',
      () => fetch(`${host.host.triggerUrl}/projects/q/sdk/triggers/echo`, { method: 'POST' }),
      404,
      'PROJECT_NOT_FOUND',
      undefined,
    ],
    ['another path', () => fetch(`${host.host.triggerUrl}/nothing`), 404, 'NOT_FOUND', undefined],
    ['a wrong method', () => fetch(host.trigger('file')), 405, 'METHOD_NOT_ALLOWED', { allow: 'POST' }],
    ['a disabled workflow', () => post('off', '{}'), 409, 'WORKFLOW_DISABLED', undefined],
    [
      'a broken document',
      () => post('broken', '{}'),
      422,
      'WORKFLOW_INVALID',
      { file: 'workflows/broken.workflow.yaml', line: 5, column: expect.any(Number) },
    ],
    [
      'a broken rule',
      () => post('strict', '{"email":"x"}'),
      400,
      'VALIDATION_FAILED',
      {
        issues: [
          expect.objectContaining({ in: 'params', name: 'source' }),
          expect.objectContaining({ in: 'body', name: 'email' }),
        ],
      },
    ],
    [
      'a long address',
      () => fetch(`${host.trigger('echo')}?${'x'.repeat(3_000)}`, { method: 'POST' }),
      414,
      'URL_TOO_LONG',
      undefined,
    ],
    ['large headers', () => post('echo', '{}', { 'x-large': 'x'.repeat(9_000) }), 431, 'HEADERS_TOO_LARGE', undefined],
    ['a foreign page', () => post('echo', '{}', { origin: 'https://evil.test' }), 403, 'ORIGIN_FORBIDDEN', undefined],
    ['an unnamed page', () => post('echo', '{}', { origin: 'null' }), 403, 'ORIGIN_FORBIDDEN', undefined],
  ] as const)('of %s says what and where', async (_what, send, status, code, meta) => {
    const response = await send()
    const body = await response.json()
    expect({ status: response.status, code: body.code }).toEqual({ status, code })
    expect(body.message.length).toBeGreaterThan(20)
    if (meta) expect(body.meta).toMatchObject(meta)
    if (status === 405) expect(response.headers.get('allow')).toBe('POST')
    await expect
      .poll(async () => (await host.host.history.reader.refusedList({ limit: 1 })).items[0], { timeout: 10_000 })
      .toMatchObject({ status, code })
  })

  it('of a foreign Host comes before anything runs', async () => {
    expect(
      await raw(
        `POST /projects/p/sdk/triggers/echo HTTP/1.1\r\nHost: evil.test\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      ),
    ).toMatch(/^HTTP\/1\.1 403 [\s\S]*HOST_FORBIDDEN/)
  })

  it('of a foreign host that the target names comes as for the Host header, and its own host is served', async () => {
    const own = new URL(host.host.triggerUrl).host
    const absolute = (authority: string) =>
      raw(`GET http://${authority}/healthz?a=1 HTTP/1.1\r\nHost: ${own}\r\nConnection: close\r\n\r\n`)
    expect(await absolute('evil.test')).toMatch(/^HTTP\/1\.1 403 [\s\S]*HOST_FORBIDDEN/)
    expect(await absolute(own)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('of two Host headers leaves no doubt which one counts', async () => {
    const own = new URL(host.host.triggerUrl).host
    expect(await raw(`GET /healthz HTTP/1.1\r\nHost: ${own}\r\nHost: evil.test\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*REQUEST_MALFORMED/,
    )
  })

  it('of a body that grows over the limit in chunks reaches its sender, and the connection serves on', async () => {
    const { host: name, hostname, port } = new URL(host.host.triggerUrl)
    const socket = connect({ host: hostname, port: Number(port) })
    const chunk = 'x'.repeat(150_000)
    socket.write(
      `POST /projects/p/sdk/triggers/echo HTTP/1.1\r\nHost: ${name}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    for (let count = 0; count < 20; count++) socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    socket.write(`0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`)
    let answers = ''
    for await (const piece of socket) answers += String(piece)
    expect(answers).toMatch(/^HTTP\/1\.1 413 [\s\S]*BODY_TOO_LARGE[\s\S]*HTTP\/1\.1 200 OK/)
  })

  it('of a body whose sender went away is kept, and the host serves on', async () => {
    const { host: name, hostname, port } = new URL(host.host.triggerUrl)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(
      `POST /projects/p/sdk/triggers/echo?gone HTTP/1.1\r\nHost: ${name}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
      () => socket.destroy(),
    )
    const refused = async () =>
      (await host.host.history.reader.refusedList({ limit: 9 })).items.find(({ target }) => target.endsWith('?gone'))
    await expect
      .poll(refused, { timeout: 10_000 })
      .toMatchObject({ code: 'REQUEST_MALFORMED', message: expect.stringContaining('ended before it was whole') })
    expect((await fetch(`${host.host.triggerUrl}/healthz`)).status).toBe(200)
  })

  it('is not the answer to an expectation that nobody knows', async () => {
    const own = new URL(host.host.triggerUrl).host
    expect(await raw(`GET /healthz HTTP/1.1\r\nHost: ${own}\r\nExpect: a-wonder\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 200 OK/,
    )
  })

  it('answers bytes that are no HTTP', async () => {
    expect(await raw('this is no request\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*REQUEST_MALFORMED/)
  })
})

async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(host.host.triggerUrl)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.end(text)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}

describe('web pages', () => {
  it('of allowed origins may call, and read the run’s id', async () => {
    for (const origin of ['http://localhost:3000', 'https://app.example.test']) {
      const preflight = await fetch(host.trigger('echo'), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,x-own',
        },
      })
      expect(preflight.status).toBe(204)
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-headers': 'authorization,x-own',
      })
      const response = await post('echo', '{}', { origin })
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'X-Execution-Id, Link',
      })
    }
  })
})

describe('both loopback families', () => {
  it('answer on the same port', async () => {
    const { port } = new URL(host.host.triggerUrl)
    for (const address of ['127.0.0.1', '[::1]', 'localhost']) {
      expect((await fetch(`http://${address}:${port}/healthz`)).status).toBe(200)
    }
  })
})

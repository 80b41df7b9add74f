import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFolder } from '../support/folder.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'
import { type ServedHost, serve } from '../support/serve.ts'

let host: TestHost
const ECHO = '/projects/p/sdk/triggers/echo'
const TOKEN = 'token-of-the-caller'

beforeAll(async () => {
  const reply = {
    id: 'reply',
    type: 'response',
    body: { got: '{{ trigger.request.body }}', params: '{{ trigger.request.params }}' },
  }
  host = await startHost({
    'triggerbench.yaml':
      'projectId: p\nlimits: { requestBody: 200KiB, headers: 8KiB, target: 2KiB, headersTimeout: 500ms, bodyTimeout: 500ms }\n',
    ...workflow('echo', [reply], { trigger: { type: 'request', method: 'ANY' } }),
    ...workflow('get', [reply], { trigger: { type: 'request', method: 'GET' } }),
  })
})

afterAll(() => host.close())

interface Answer {
  status: number
  headers: string
  body: string
}

/** Writes bytes as they are, the next piece when the one before was answered, and gives the answers until the host closes. */
async function write(...pieces: (string | Buffer)[]): Promise<Answer[]> {
  const { hostname, port } = new URL(host.host.triggerUrl)
  const socket = connect({ host: hostname, port: Number(port) })
  let text = ''
  const next = () => {
    const piece = pieces.shift()
    if (piece !== undefined) socket.write(piece)
  }
  next()
  for await (const chunk of socket) {
    text += chunk.toString('latin1')
    next()
  }
  return text
    .split(/(?=HTTP\/1\.1 \d{3})/)
    .filter(Boolean)
    .map(answer => {
      const [head = '', ...rest] = answer.split('\r\n\r\n')
      return { status: Number(head.slice(9, 12)), headers: head.toLowerCase(), body: rest.join('\r\n\r\n') }
    })
}

const head = (fields = '', method = 'POST', target = ECHO) =>
  `${method} ${target} HTTP/1.1\r\nHost: ${new URL(host.host.triggerUrl).host}\r\n${fields}\r\n`
const CLOSE = 'Connection: close\r\n'
const JSON_TYPE = 'Content-Type: application/json\r\n'
const newest = async () => (await host.host.history.reader.refusedList({ limit: 1 })).items[0]

describe('a request on the wire', () => {
  it('may have a bare ? and no body', async () => {
    const [answer] = await write(head(`${CLOSE}${JSON_TYPE}`, 'POST', `${ECHO}?`))
    expect(answer).toMatchObject({ status: 200, body: '{"got":{},"params":{}}' })
  })

  it.each(['gzip', 'deflate', 'br'])('may say that no bytes are encoded with %s', async encoding => {
    const fields = `${CLOSE}${JSON_TYPE}Content-Encoding: ${encoding}\r\n`
    for (const empty of [
      head(`${fields}Content-Length: 0\r\n`),
      `${head(`${fields}Transfer-Encoding: chunked\r\n`)}0\r\n\r\n`,
    ])
      expect((await write(empty))[0]).toMatchObject({ status: 200, body: '{"got":{},"params":{}}' })
  })

  it('may come in chunks with extensions and trailers, which are no headers', async () => {
    const chunks = '3;a=b\r\n{"a\r\n4;c="d"\r\n":1}\r\n0\r\nHost: evil.test\r\nX: 1\r\n\r\n'
    expect((await write(`${head(`${CLOSE}${JSON_TYPE}Transfer-Encoding: chunked\r\n`)}${chunks}`))[0]).toMatchObject({
      status: 200,
      body: '{"got":{"a":1},"params":{}}',
    })
  })

  it('may ask for another protocol, which is passed over, body and all', async () => {
    const fields = `Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n${JSON_TYPE}Content-Length: 7\r\n`
    expect((await write(`${head(fields)}{"a":1}`))[0]).toMatchObject({
      status: 200,
      body: '{"got":{"a":1},"params":{}}',
    })
  })

  it('waits for 100 Continue, and is refused before its body is asked for', async () => {
    const expects = (length: number) =>
      head(`${CLOSE}${JSON_TYPE}Expect: 100-continue\r\nContent-Length: ${length}\r\n`)
    expect((await write(expects(7), '{"a":1}')).map(answer => answer.status)).toEqual([100, 200])
    expect((await write(expects(999_999))).map(answer => answer.status)).toEqual([413])
    const nowhere = await write(expects(7).replace(ECHO, '/nowhere').replace(CLOSE, ''))
    expect(nowhere.map(answer => answer.status)).toEqual([404])
    expect(nowhere[0]?.headers).toContain('connection: close')
  })

  it('is answered in its turn, also before bytes that are none', async () => {
    const one = (n: number) => `${head(`${JSON_TYPE}Content-Length: 1\r\n`)}${n}`
    const answers = await write(`${one(1)}${head('', 'GET', '/nowhere')}${one(2)}${one(3)}garbage\r\n\r\n`)
    expect(answers.map(answer => answer.status)).toEqual([200, 404, 200, 200, 400])
    expect(answers.map(answer => /"got":(\d)/.exec(answer.body)?.[1])).toEqual(['1', undefined, '2', '3', undefined])
  })
})

describe('a refusal on the wire', () => {
  it('of a tunnel is 405 with what is taken, and kept', async () => {
    const [answer] = await write('CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test\r\n\r\n')
    expect(answer).toMatchObject({
      status: 405,
      headers: expect.stringContaining('allow: get, post, put, patch, delete'),
    })
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    await expect
      .poll(newest, { timeout: 10_000 })
      .toMatchObject({ method: 'CONNECT', target: 'evil.test:443', code: 'METHOD_NOT_ALLOWED' })
  })

  it('of HEAD at a workflow is 405: it would run it, and show nothing of the answer', async () => {
    for (const target of [ECHO, '/projects/p/sdk/triggers/get'])
      expect((await write(head(CLOSE, 'HEAD', target)))[0]).toMatchObject({ status: 405, body: '' })
  })

  it.each([
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 2\r\n'],
    ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n'],
    ['a transfer coding besides chunked', 'Transfer-Encoding: gzip, chunked\r\n'],
    ['a folded header', 'X: a\r\n b\r\n'],
    ['a space before the colon', 'X : a\r\n'],
    ['a NUL', 'X: a\0\r\n'],
  ])('of %s is 400', async (_what, fields) => {
    const [answer, ...more] = await write(`${head(`${CLOSE}${fields}`)}0\r\n\r\n`)
    expect(more).toEqual([])
    expect(answer?.status).toBe(400)
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'REQUEST_MALFORMED' })
  })

  it('of bytes amid a body names the request they belong to', async () => {
    const [answer] = await write(
      `${head(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`, 'POST', `${ECHO}?mine`)}2\r\n{}zz\r\n`,
    )
    expect(answer).toMatchObject({ status: 400, headers: expect.stringContaining('connection: close') })
    await expect.poll(newest, { timeout: 10_000 }).toMatchObject({ target: `${ECHO}?mine`, code: 'REQUEST_MALFORMED' })
  })

  it('is not made of a body that was not waited for: its bad bytes end the connection', async () => {
    const answers = await write(head('Transfer-Encoding: chunked\r\n', 'GET', '/healthz'), 'zz\r\n')
    expect(answers.map(({ status }) => status)).toEqual([200])
  })

  it('of a large body says so to a sender that pauses, not that it is slow', async () => {
    const [answer] = await write(`${head(`${CLOSE}${JSON_TYPE}Content-Length: 99999999999\r\n`)}{`)
    expect(answer?.status).toBe(413)
  })

  it.each([
    ['the head', 'POST / HTTP/1.1\r\nX'],
    ['the body', () => `${head(`${JSON_TYPE}Content-Length: 9\r\n`)}{`],
  ])('of a sender that stops in %s is 408', async (_where, bytes) => {
    const [answer] = await write(typeof bytes === 'string' ? bytes : bytes())
    expect(answer?.status).toBe(408)
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ code: 'REQUEST_TOO_SLOW' })
  })

  it('is not made of a connection on which nothing was sent', async () => {
    const before = (await host.host.history.reader.refusedList({ limit: 1 })).items[0]?.id
    expect(await write()).toEqual([])
    expect((await newest())?.id).toBe(before)
  })

  it('keeps no credentials of bytes that are no request', async () => {
    await write(`GET /mine HTTP/1.1\r\nAuthorization: Bearer ${TOKEN}\r\nX-Copy: ${TOKEN}\r\nno header\r\n\r\n`)
    await expect.poll(newest, { timeout: 10_000 }).toMatchObject({ target: '/mine' })
    const { reader } = host.host.history
    const id = (await newest())?.id ?? ''
    const body = await reader.body(`refused/${id}/request`)
    let kept = JSON.stringify(await reader.refusedGet(id))
    for await (const chunk of body?.read(0, body.size) ?? []) kept += Buffer.from(chunk).toString('latin1')
    expect(kept).toContain('no header')
    expect(kept).not.toContain(TOKEN)
  })
})

describe('other requests', () => {
  const MIB = 2 ** 20
  let large: ServedHost
  let remove: () => void

  beforeAll(async () => {
    const folder = openFolder({
      'triggerbench.yaml': 'projectId: p\nsecrets: [A]\n',
      '.triggerbench/secrets.json': '{"A":"a-secret-value"}',
      ...workflow('silent', []),
    })
    remove = folder.remove
    large = await serve(folder.root)
  })
  afterAll(async () => {
    await large.end()
    remove()
  })

  it.each([
    ['text/plain', () => Buffer.alloc(90 * MIB, 'some text, ü\n')],
    ['application/json', () => Buffer.from(JSON.stringify({ text: 'x'.repeat(90 * MIB) }))],
  ])('are answered while 90 MB of %s are taken', async (type, body) => {
    const bytes = body()
    const headers = { 'content-type': type }
    let done = false
    const taken = fetch(`${large.trigger}/projects/p/sdk/triggers/silent`, {
      method: 'POST',
      body: bytes,
      headers,
    }).finally(() => {
      done = true
    })
    const waits: number[] = []
    while (!done) {
      const from = performance.now()
      await (await fetch(`${large.trigger}/healthz`)).text()
      waits.push(performance.now() - from)
    }
    expect((await taken).status).toBe(202)
    // On two busy cores a wait is mostly for the processor; in one piece each of these bodies takes seconds.
    expect(Math.max(...waits)).toBeLessThan(1_000)
    expect(waits.length).toBeGreaterThan(5)
  })
})

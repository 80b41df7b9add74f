import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Run } from '../../../src/host/engine/run.ts'
import { finishedRun, openScratch, saved } from './support.ts'

const SECRET = 'sk-live-"quoted"/ü+9'
const TOKEN = 'eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl'
const SESSION = 'f00dcafe1234'

/** Every byte the history keeps: database, WAL and payload files. */
function everything(dataDir: string): Buffer {
  const files = ['history.db', 'history.db-wal'].map(name => join(dataDir, name))
  const folder = join(dataDir, 'payloads')
  files.push(...readdirSync(folder).map(name => join(folder, name)))
  return Buffer.concat(files.map(file => readFileSync(file)))
}

function withHeaders(run: Run, more: string[]): Run {
  const request = { ...run.request, rawHeaders: [...run.request.rawHeaders, ...more] }
  const output = run.steps[0]?.output as { request: { headers: Record<string, string> } }
  for (let index = 0; index < more.length; index += 2)
    output.request.headers[String(more[index]).toLowerCase()] = String(more[index + 1])
  return { ...run, request }
}

describe('what must not be kept', () => {
  it('is in no byte of the database, its WAL and the payloads, in whatever spelling it came', async () => {
    const history = await openScratch({ secrets: () => [SECRET, 'short'] })
    const large = Buffer.from(JSON.stringify({ text: `${'x'.repeat(20_000)}${SECRET}` }))
    const target = `/p?a=${encodeURIComponent(SECRET)}&b=${encodeURIComponent(SECRET).toLowerCase()}&c=short`
    const runs = [
      finishedRun({ body: { email: SECRET, nested: [{ [SECRET]: `a ${SECRET} b` }] } }),
      finishedRun({ request: { target } }),
      finishedRun({ request: { body: large } }),
      finishedRun({ response: { body: Buffer.from(`<p>${SECRET}</p>`), rawHeaders: ['Content-Type', 'text/html'] } }),
      withHeaders(finishedRun(), ['X-Api-Key', SECRET]),
    ]
    const failed = finishedRun()
    failed.status = 'FAILED'
    failed.error = { code: 'STEP_FAILED', message: `bad ${SECRET}`, stepId: 'shape', stack: `at ${SECRET}` }
    Object.assign(failed.steps[1] ?? {}, {
      error: failed.error,
      logs: [{ at: 1, level: 'log', text: `using ${SECRET}` }],
    })
    for (const run of [...runs, failed]) await saved(history, run)
    history.writer.refuse({
      at: 1_795_463_512_688,
      request: { ...failed.request, target, body: Buffer.from(`{"broken": "${SECRET}"`) },
      workflowId: null,
      code: 'BODY_NOT_JSON',
      message: `near ${SECRET}`,
      response: { status: 400, rawHeaders: ['X-Echo', SECRET], text: `{"message":"near ${SECRET}"}` },
    })
    await saved(history, finishedRun())
    const bytes = everything(history.dataDir)
    const spellings = [SECRET, JSON.stringify(SECRET).slice(1, -1), encodeURIComponent(SECRET), 'sk-live', 'sk-LIVE']
    expect(spellings.filter(spelling => bytes.includes(spelling))).toEqual([])
    const kept = await history.reader.get(runs[0]?.id ?? '')
    expect(kept?.steps[1]?.input).toEqual({ lead: { email: '••••••', nested: [{ '••••••': 'a •••••• b' }] } })
    expect((await history.reader.get(runs[1]?.id ?? ''))?.request.target).toBe('/p?a=••••••&b=••••••&c=short')
    await history.reader.close()
    await history.writer.close()
  })

  it('is the value of Authorization, Proxy-Authorization, Cookie and Set-Cookie, wherever a record repeats it', async () => {
    const history = await openScratch()
    const run = withHeaders(
      finishedRun(),
      [
        ['Authorization', `Bearer ${TOKEN}`, 'proxy-authorization', 'Basic dXNlcjpwYXNzd29yZA=='],
        ['COOKIE', `theme=dark; session=${SESSION}`],
      ].flat(),
    )
    const [, shape] = run.steps
    Object.assign(shape ?? {}, {
      input: { all: run.steps[0]?.output, token: TOKEN, session: SESSION },
      output: { result: `the caller is ${TOKEN}` },
      logs: [{ at: 1, level: 'log', text: `dXNlcjpwYXNzd29yZA== and Bearer ${TOKEN}` }],
    })
    run.steps.push({
      ...(shape ?? {}),
      stepId: 'call',
      kind: 'request',
      name: 'call',
      status: 'SUCCEEDED',
      startedAt: 1,
      durationMs: 1,
      attempts: 1,
      input: {
        headers: [{ name: 'Authorization', value: 'Bearer outgoing-token' }, ['cookie', 'a=outgoing-cookie']],
        authorization: { type: 'bearer', token: 'another-outgoing-token' },
      },
      output: { response: { statusCode: 200, headers: { 'set-cookie': ['sid=from-the-service; Path=/; HttpOnly'] } } },
    })
    const response = run.response
    if (response)
      run.response = { ...response, rawHeaders: [...response.rawHeaders, 'Set-Cookie', 'id=answered-cookie'] }
    await saved(history, run)
    const bytes = everything(history.dataDir)
    const values = [TOKEN, 'dXNlcjpwYXNz', SESSION, 'outgoing', 'from-the-service', 'answered-cookie']
    expect(values.filter(value => bytes.includes(value))).toEqual([])

    const kept = await history.reader.get(run.id)
    expect(kept?.request.headers).toContainEqual(['COOKIE', '••••••'])
    expect(kept?.response?.headers).toContainEqual(['Set-Cookie', '••••••'])
    const trigger = kept?.steps[0]?.output as { request: { headers: Record<string, string> } }
    expect(trigger.request.headers).toMatchObject({ authorization: '••••••', cookie: '••••••', host: '127.0.0.1:4750' })
    expect(kept?.steps[1]?.output).toEqual({ result: 'the caller is ••••••' })
    expect(kept?.steps[3]?.output).toMatchObject({ response: { headers: { 'set-cookie': ['••••••'] } } })
    await history.reader.close()
    await history.writer.close()
  })

  it('is what a Request step sent as Basic authorization, when the answer repeats it', async () => {
    const history = await openScratch()
    const sent = Buffer.from('me:pass-of-the-service').toString('base64')
    const run = finishedRun()
    Object.assign(run.steps[1] ?? {}, {
      input: { authorization: { type: 'basic', username: 'me', password: 'pass-of-the-service' } },
      output: { response: { statusCode: 200, headers: {}, body: { yourHeader: `Basic ${sent}` } } },
    })
    await saved(history, run)
    const bytes = everything(history.dataDir)
    expect([sent, 'pass-of-the-service'].filter(value => bytes.includes(value))).toEqual([])
    await history.reader.close()
    await history.writer.close()
  })

  it('is kept when keepAuthorization says so', async () => {
    const history = await openScratch({ history: { keepAuthorization: true } })
    const run = withHeaders(finishedRun(), ['Authorization', `Bearer ${TOKEN}`])
    await saved(history, run)
    const kept = await history.reader.get(run.id)
    expect(kept?.request.headers).toContainEqual(['Authorization', `Bearer ${TOKEN}`])
    await history.reader.close()
    await history.writer.close()
  })

  it('leaves a record readable when a secret is a number in JSON, and a word of the record itself', async () => {
    const history = await openScratch({ secrets: () => ['12345678', 'iteration'] })
    const run = finishedRun({ body: { card: 12345678, iteration: 'iteration' } })
    Object.assign(run.steps[1] ?? {}, { iteration: [3] })
    await saved(history, run)
    const kept = await history.reader.get(run.id)
    expect(kept?.steps[1]).toMatchObject({ iteration: [3], input: { lead: { card: '••••••', '••••••': '••••••' } } })
    expect(everything(history.dataDir).includes('12345678')).toBe(false)
    await history.reader.close()
    await history.writer.close()
  })

  it('takes a secret that was set while the host ran', async () => {
    const secrets: string[] = []
    const history = await openScratch({ secrets: () => secrets })
    await saved(history, finishedRun())
    secrets.push('set-later-secret')
    const run = finishedRun({ body: { key: 'set-later-secret' } })
    await saved(history, run)
    expect(everything(history.dataDir).includes('set-later-secret')).toBe(false)
    await history.reader.close()
    await history.writer.close()
  })
})

describe('bodies', () => {
  const secrets = () => ['super-secret-value']
  const kept = async (body: Buffer, contentType: string) => {
    const history = await openScratch({ secrets })
    const run = finishedRun({ request: { body, rawHeaders: ['Content-Type', contentType] } })
    await saved(history, run)
    const reader = await history.reader.body(`run/${run.id}/request`)
    const chunks: Uint8Array[] = []
    for await (const chunk of reader?.read(0, reader.size) ?? []) chunks.push(chunk)
    await history.reader.close()
    await history.writer.close()
    return Buffer.concat(chunks)
  }

  it('are masked as text, every other byte kept, in whatever charset', async () => {
    const body = Buffer.concat([Buffer.from([0xe9, 0xff]), Buffer.from(' super-secret-value '), Buffer.from([0xe8])])
    const expected = Buffer.concat([Buffer.from([0xe9, 0xff]), Buffer.from(' •••••• '), Buffer.from([0xe8])])
    expect((await kept(body, 'text/plain; charset=latin1')).equals(expected)).toBe(true)
  })

  it('are kept to the byte when they are binary', async () => {
    const body = Buffer.from('\0PNG super-secret-value')
    expect((await kept(body, 'image/png')).equals(body)).toBe(true)
  })

  it('are masked in the text parts of multipart, and kept in its files', async () => {
    const part = (disposition: string) =>
      `--b1\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nsuper-secret-value\r\n`
    const body = `${part('name="a"')}${part('name="f"; filename="f.bin"')}--b1--\r\n`
    const masked = (await kept(Buffer.from(body), 'multipart/form-data; boundary=b1')).toString()
    expect(masked).toBe(body.replace('super-secret-value', '••••••'))
  })
})

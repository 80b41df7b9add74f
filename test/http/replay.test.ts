import { createHash, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import type { RunDetail } from '../../src/shared/execution.ts'
import { createFakeClock } from '../support/clock.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'

let opened: TestHost[] = []

afterEach(async () => {
  for (const { close } of opened) await close()
  opened = []
})

async function open(...args: Parameters<typeof startHost>) {
  const test = await startHost(...args)
  opened.push(test)
  return test
}

async function send({ trigger, host }: TestHost, id: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(trigger(id), { method: 'POST', ...init })
  await response.arrayBuffer()
  const runId = response.headers.get('x-execution-id') ?? ''
  await ended(host, runId)
  return runId
}

/** A JSON body. */
const json = (body: unknown): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

async function api<T>(host: Host, path: string, method = 'GET'): Promise<T> {
  const response = await fetch(new URL(path, new URL(host.controlUrl).origin), {
    method,
    headers: { 'X-Triggerbench-Token': host.token },
  })
  return (await response.json()) as T
}

const ended = (host: Host, runId: string) => api<RunDetail>(host, `/api/runs/${runId}?wait=end`)

/** Replays through Task History and waits for the end. */
async function replay({ host }: TestHost, runId: string): Promise<RunDetail> {
  const address = `${host.triggerUrl}/projects/p/task-history/workflow-executions/${runId}/replay`
  const response = await fetch(address, { method: 'POST' })
  const body = (await response.json()) as { id: string; message?: string }
  if (response.status !== 201) throw new Error(JSON.stringify(body))
  return ended(host, body.id)
}

async function answerOf({ host }: TestHost, run: RunDetail): Promise<Buffer> {
  const url = run.response?.body?.url
  if (!url) return Buffer.alloc(0)
  return Buffer.from(await (await fetch(new URL(url, new URL(host.controlUrl).origin))).arrayBuffer())
}

const reply = (body: unknown, more: object = {}) => ({ id: 'reply', type: 'response', body, ...more })

/** Resolves when the workspace took an edit on disk. */
async function edited({ host, root }: TestHost, edit: (root: string) => void): Promise<void> {
  const changed = new Promise<void>(resolve => {
    const stop = host.workspace.onChange(() => {
      stop()
      resolve()
    })
  })
  edit(root)
  await changed
}

describe('a replay', () => {
  it('answers as the reference says, and runs for the same user with the same input', async () => {
    const test = await open(workflow('echo', [reply({ request: '{{ trigger.request }}', user: '{{ user.userId }}' })]))
    const claims = Buffer.from(JSON.stringify({ sub: 'ada' })).toString('base64url')
    const response = await fetch(`${test.trigger('echo')}?a=1&a=2&b=%20`, {
      method: 'POST',
      body: '{"x":[1,{"y":null}]}',
      headers: { 'content-type': 'application/json', 'x-api-version': '2', authorization: `Bearer e.${claims}.s` },
    })
    const original = (await response.json()) as { request: { headers: Record<string, string> } }
    const runId = response.headers.get('x-execution-id') ?? ''
    await ended(test.host, runId)

    const address = `${test.host.triggerUrl}/projects/p/task-history/workflow-executions/${runId}/replay`
    const answer = await fetch(address, { method: 'POST' })
    const body = (await answer.json()) as { id: string; dateStarted: string }
    expect(answer.status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      userId: 'ada',
      workflowId: 'echo',
      status: 'EXECUTING',
      dateStarted: new Date(Date.parse(body.dateStarted)).toISOString(),
    })
    const run = await ended(test.host, body.id)
    expect(run).toMatchObject({ source: 'replay', status: 'SUCCEEDED', userId: 'ada', code: null })
    expect(run.response).toMatchObject({ status: 200, notSent: 'replay' })
    original.request.headers.authorization = '••••••'
    expect(JSON.parse((await answerOf(test, run)).toString())).toEqual({ ...original, user: 'ada' })
    expect(run.request.target).toBe('/projects/p/sdk/triggers/echo?a=1&a=2&b=%20')
  })

  it('runs the version that the run ran, after its document and its Function were changed, and when they are gone', async () => {
    const steps = (version: number) => [
      { id: 'shape', type: 'function', file: 'workflows/lead/shape.js' },
      reply({ document: version, code: '{{ shape.result }}' }),
    ]
    const code = (version: number) => `export default () => ${version}\n`
    const test = await open({ ...workflow('lead', steps(1)), 'workflows/lead/shape.js': code(1) })
    const runId = await send(test, 'lead')
    await edited(test, root => {
      writeFileSync(join(root, 'workflows/lead/shape.js'), code(2))
      writeFileSync(
        join(root, 'workflows/lead.workflow.yaml'),
        workflow('lead', steps(2))['workflows/lead.workflow.yaml'] ?? '',
      )
    })
    const expected = { document: 1, code: 1 }
    const run = await replay(test, runId)
    expect(JSON.parse((await answerOf(test, run)).toString())).toEqual(expected)
    expect(run.version).toBe((await ended(test.host, runId)).version)

    await edited(test, root => rmSync(join(root, 'workflows'), { recursive: true }))
    const last = await replay(test, run.id)
    expect(JSON.parse((await answerOf(test, last)).toString())).toEqual(expected)
  })

  it.each([0, 1, 2_000, 64 * 1024, 64 * 1024 + 1, 300_000])(
    'gives an uploaded file of %i bytes again, to the byte',
    async size => {
      const bytes = randomBytes(size)
      const test = await open({
        ...workflow('part', [reply('{{ trigger.request.body.contract }}', { responseType: 'FILE' })]),
        ...workflow('whole', [reply('{{ trigger.request.file }}', { responseType: 'FILE' })]),
        ...workflow('hex', [reply('{{ trigger.request.body.deep[0] }}', { responseType: 'FILE' })]),
      })
      const form = new FormData()
      form.set('note', 'ü')
      form.set('contract', new File([bytes], 'contract.pdf', { type: 'application/pdf' }))
      const hex = { name: 'a.bin', mimeType: 'image/png', dataType: 'FILE', data: bytes.toString('hex') }
      const runs: [string, string][] = [
        [await send(test, 'part', { body: form }), 'application/pdf'],
        [await send(test, 'hex', json({ deep: [hex] })), 'image/png'],
      ]
      if (size > 0)
        runs.push([await send(test, 'whole', { body: bytes, headers: { 'content-type': 'image/gif' } }), 'image/gif'])
      for (const [runId, type] of runs) {
        const run = await replay(test, runId)
        const sha256 = createHash('sha256')
          .update(await answerOf(test, run))
          .digest('hex')
        expect([run.contentType, sha256]).toEqual([type, createHash('sha256').update(bytes).digest('hex')])
      }
    },
  )

  it('records an answer larger than 64 KiB', async () => {
    const test = await open(workflow('large', [reply({ text: '{{ trigger.request.body.text }}' })]))
    const text = 'x'.repeat(100_000)
    const run = await replay(test, await send(test, 'large', json({ text })))
    expect(run.response).toMatchObject({ status: 200, notSent: 'replay', body: { size: 100_011 } })
    expect(JSON.parse((await answerOf(test, run)).toString())).toEqual({ text })
  })

  it('sends an App Event’s payload through the workflow again', async () => {
    const test = await open(
      workflow(
        'listens',
        [{ id: 'shape', type: 'function', parameters: { name: '{{ trigger.event.name }}' }, code: 'p => p.name' }],
        {
          trigger: { type: 'event', event: 'New lead' },
        },
      ),
    )
    const response = await fetch(`${test.host.triggerUrl}/projects/p/sdk/events/trigger`, {
      method: 'POST',
      ...json({ name: 'New lead', payload: { name: 'Ada' } }),
    })
    const { executions } = (await response.json()) as { executions: { executionId: string }[] }
    const runId = executions[0]?.executionId ?? ''
    await ended(test.host, runId)
    const run = await replay(test, runId)
    expect(run.steps[1]?.output).toEqual({ result: 'Ada' })
    const shown = await fetch(`${test.host.triggerUrl}/projects/p/task-history/workflow-executions/${run.id}`)
    expect(await shown.json()).toMatchObject({ stepExecutions: [{ type: 'TRIGGER/EVENT' }, {}] })
  })

  it('of a run under way begins at once', async () => {
    const clock = createFakeClock()
    const test = await open(
      workflow('waits', [reply({ ok: true }), { id: 'pause', type: 'delay', unit: 'HOURS', value: 1 }]),
      { clock },
    )
    const response = await fetch(test.trigger('waits'), { method: 'POST' })
    const { runId } = await api<{ runId: string }>(
      test.host,
      `/api/runs/${response.headers.get('x-execution-id')}/replay`,
      'POST',
    )
    expect(test.host.runs.running().map(run => run.source)).toEqual(['client', 'replay'])
    await clock.advance(3_600_000)
    expect((await api<RunDetail>(test.host, `/api/runs/${runId}`)).status).toBe('SUCCEEDED')
  })

  it('of a failed run fails as it did, with the answer recorded', async () => {
    const test = await open(
      workflow('fails', [{ id: 'bad', type: 'function', code: '() => { throw new Error("no") }' }, reply({})]),
    )
    const run = await replay(test, await send(test, 'fails'))
    expect([run.status, run.response?.status, run.response?.notSent]).toEqual(['FAILED', 500, 'replay'])
  })

  it('of another project’s run is refused, under way and recorded, and runs nothing', async () => {
    const test = await open(
      workflow('waits', [reply({ ok: true }), { id: 'pause', type: 'delay', unit: 'HOURS', value: 1 }]),
    )
    const { host } = test
    const response = await fetch(test.trigger('waits'), { method: 'POST' })
    const runId = response.headers.get('x-execution-id') ?? ''
    await edited(test, root => writeFileSync(join(root, 'triggerbench.yaml'), 'projectId: other'))
    const address = `${host.triggerUrl}/projects/other/task-history/workflow-executions/${runId}/replay`
    const refused = async () => {
      const answer = await fetch(address, { method: 'POST' })
      return [answer.status, ((await answer.json()) as { code: string }).code]
    }
    expect(await refused()).toEqual([404, 'EXECUTION_NOT_FOUND'])
    host.runs.cancel(runId)
    await ended(host, runId)
    expect(await refused()).toEqual([404, 'EXECUTION_NOT_FOUND'])
    expect(host.runs.running()).toEqual([])
    expect((await api<{ items: unknown[] }>(host, '/api/runs')).items).toHaveLength(1)
  })

  it('of a run that is not there is refused', async () => {
    const test = await open({})
    const path = '/api/runs/00000000-0000-7000-8000-000000000000/replay'
    expect(await api(test.host, path, 'POST')).toMatchObject({ code: 'EXECUTION_NOT_FOUND' })
  })
})

describe('masked values of a replay', () => {
  const TOKEN = 'tok-0123456789'
  const settings = 'projectId: p\nsecrets: [CRM_TOKEN]\n'
  const secrets = (values: Record<string, string>) => ({ '.triggerbench/secrets.json': JSON.stringify(values) })

  it('come from the secrets by their names, as they are now; none stands in the history', async () => {
    const test = await open({
      ...workflow('echo', [
        {
          id: 'hash',
          type: 'function',
          parameters: { all: '{{ trigger.request }}' },
          code: 'p => [p.all.body.deep[1].token, p.all.headers["x-key"], p.all.params.t].map(text => text.length)',
        },
      ]),
      'triggerbench.yaml': settings,
      ...secrets({ CRM_TOKEN: TOKEN }),
    })
    const response = await fetch(`${test.trigger('echo')}?t=${TOKEN}`, {
      method: 'POST',
      body: JSON.stringify({ deep: [0, { token: `Bearer ${TOKEN}` }], dots: '••••••' }),
      headers: { 'content-type': 'application/json', 'x-key': TOKEN },
    })
    const runId = response.headers.get('x-execution-id') ?? ''
    await ended(test.host, runId)
    const run = await replay(test, runId)
    const lengths = { result: [TOKEN.length + 7, TOKEN.length, TOKEN.length] }
    expect(run.steps[1]?.output).toEqual(lengths)
    expect(JSON.stringify(run)).not.toContain(TOKEN)
    expect((await replay(test, run.id)).steps[1]?.output).toEqual(lengths)
  })

  it('that stand in the version’s own text come back too', async () => {
    const document = (text: string) => workflow('own', [reply({ text })])
    const test = await open({ ...document(TOKEN), 'triggerbench.yaml': settings, ...secrets({ CRM_TOKEN: TOKEN }) })
    const runId = await send(test, 'own')
    await edited(test, root =>
      writeFileSync(join(root, 'workflows/own.workflow.yaml'), document('other')['workflows/own.workflow.yaml'] ?? ''),
    )
    const run = await replay(test, runId)
    expect(JSON.parse((await answerOf(test, run)).toString())).toEqual({ text: '••••••' })
    expect(run.responseSize).toBe(JSON.stringify({ text: TOKEN }).length)
  })

  it('of Authorization come from the auth of the saved request that was sent', async () => {
    const test = await open({
      ...workflow('echo', [reply({ authorization: '{{ trigger.request.headers.authorization }}' })]),
      'requests/echo/basic.request.yaml':
        'name: With a password\nauth: { type: basic, username: ada, password: lovelace }\n',
    })
    const send = await fetch(new URL('/api/send', new URL(test.host.controlUrl).origin), {
      method: 'POST',
      headers: { 'X-Triggerbench-Token': test.host.token, 'content-type': 'application/json' },
      body: JSON.stringify({
        workflowId: 'echo',
        requestName: 'With a password',
        request: test.host.workspace.find('echo')?.requests[0]?.document,
      }),
    })
    const { runId } = (await send.json()) as { runId: string }
    await ended(test.host, runId)
    const run = await replay(test, runId)
    const sent = { authorization: `Basic ${Buffer.from('ada:lovelace').toString('base64')}` }
    expect(run.responseSize).toBe(JSON.stringify(sent).length)
    expect((await answerOf(test, run)).toString()).toBe('{"authorization":"••••••"}')
  })

  it('are asked for by name where they cannot be had', async () => {
    const test = await open({
      ...workflow('echo', [reply({})]),
      'triggerbench.yaml': settings,
      ...secrets({ CRM_TOKEN: TOKEN }),
    })
    const runId = await send(test, 'echo', {
      body: JSON.stringify({ token: TOKEN, copy: 'sess-0123456789' }),
      headers: { 'content-type': 'application/json', cookie: 'sid=sess-0123456789' },
    })
    await edited(test, root => writeFileSync(join(root, '.triggerbench/secrets.json'), '{}'))
    const address = `${test.host.triggerUrl}/projects/p/task-history/workflow-executions/${runId}/replay`
    const response = await fetch(address, { method: 'POST' })
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        code: 'VALIDATION_FAILED',
        message: expect.stringContaining('body token held the secret CRM_TOKEN'),
        meta: {
          issues: [
            { in: 'body', name: 'token', message: expect.stringContaining('CRM_TOKEN') },
            { in: 'body', name: 'copy', message: expect.stringContaining('was masked') },
          ],
        },
      },
    ])
  })
})

import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ComposedRequest,
  type ControlEvent,
  type RunPage,
  type SendResult,
  TOKEN_HEADER,
  type WorkflowDetail,
  type WorkspaceFile,
  type WorkspaceState,
} from '../../src/shared/control.ts'
import type { RefusedDetail, RunDetail } from '../../src/shared/execution.ts'
import { FileRef } from '../../src/shared/file-value.ts'
import { answerWhenWhole, type RawServer, startRawServer } from '../host/composer/raw-server.ts'
import { type ControlFixture, startControl, TOKEN } from '../host/control/fixture.ts'
import { makeRun, saveEnded } from '../host/control/runs.ts'
import { workflow } from '../support/host.ts'

const ANSWER = 'HTTP/1.1 201 Made\r\nX-Execution-Id: r1\r\nContent-Length: 2\r\n\r\nok'

let trigger: RawServer
let fixture: ControlFixture
beforeAll(async () => {
  trigger = await startRawServer(answerWhenWhole(ANSWER))
  fixture = await startControl({
    triggerUrl: new URL(trigger.url).origin,
    files: {
      'triggerbench.yaml':
        'projectId: p\nsecrets: [CRM_TOKEN]\nintegrations:\n  onedrive: { kind: storage, root: storage }\n',
      '.triggerbench/secrets.json': '{"CRM_TOKEN":"a-secret-value"}',
      ...workflow('lead', [{ id: 'reply', type: 'response', body: { ok: true } }], { name: 'Create lead' }),
      'requests/lead/first.request.yaml': 'name: First\nbody: { type: json, text: "{}" }\n',
      'workflows/broken.workflow.yaml': 'name: Broken\nsteps: [{ id: a, type: functon }]\n',
      'workflows/priced.workflow.yaml': [
        'id: priced',
        'name: Priced',
        'trigger: { type: request }',
        'steps:',
        '  - id: price',
        '    type: function',
        '    code: |',
        '      function price() {',
        '        return 1',
        '      }',
        '',
      ].join('\n'),
      'files/contract.pdf': '%PDF-1.7\n%%EOF\n',
    },
  })
})
afterAll(async () => {
  await fixture.close()
  await trigger.close()
})

describe('the workspace', () => {
  it('is told as it stands on disk', async () => {
    const state = (await fixture.call('GET', '/api/state')).json<WorkspaceState>()
    expect(state).toMatchObject({
      hostId: 'host-1',
      version: '1.2.3',
      pid: process.pid,
      workspace: { path: fixture.workspace.root, projectId: 'p' },
      integrations: [{ name: 'onedrive', kind: 'storage', actions: expect.arrayContaining(['getFile']) }],
    })
    const lead = state.workflows.find(({ slug }) => slug === 'lead')
    expect(lead).toMatchObject({
      id: 'lead',
      name: 'Create lead',
      triggerUrl: trigger.url.replace(/w$/, 'lead'),
      requests: [{ key: 'lead/first', name: 'First', document: { method: 'POST' } }],
    })
    const broken = state.workflows.find(({ slug }) => slug === 'broken')
    expect(broken).toMatchObject({ id: null, triggerUrl: null })
    expect(broken?.document).toBeUndefined()
    expect(broken?.issues.length).toBeGreaterThan(0)
  })

  it('gives a workflow with its source by id and by slug', async () => {
    for (const name of ['lead', 'Create%20lead']) {
      const detail = (await fixture.call('GET', `/api/workflows/${name}`)).json<WorkflowDetail>()
      expect(detail.entry.slug).toBe('lead')
      expect(detail.source).toContain('"Create lead"')
    }
    const { functions } = (await fixture.call('GET', '/api/workflows/priced')).json<WorkflowDetail>()
    expect(functions.price).toEqual({
      file: 'workflows/priced.workflow.yaml',
      source: 'function price() {\n  return 1\n}\n',
      at: { line: 8, column: 7 },
    })
    expect((await fixture.call('GET', '/api/workflows/none')).json()).toMatchObject({ code: 'WORKFLOW_NOT_FOUND' })
  })
})

describe('runs', () => {
  it('are listed newest first, page by page', async () => {
    const runs = [1, 2, 3].map(number => makeRun({ startedAt: 1_800_000_000_000 + number }))
    for (const run of runs) await saveEnded(fixture.history, run)
    const first = (await fixture.call('GET', '/api/runs?workflow=w1&limit=2')).json<RunPage>()
    expect(first.items.map(run => run.id)).toEqual([runs[2]?.id, runs[1]?.id])
    const rest = (await fixture.call('GET', `/api/runs?workflow=w1&limit=2&before=${first.next}`)).json<RunPage>()
    expect(rest.items[0]?.id).toBe(runs[0]?.id)
  })

  it.each(['status=DONE', 'limit=many', 'code=2xx', 'before=x'])('refuse the question %s', async query => {
    const answer = await fixture.call('GET', `/api/runs?${query}`)
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'QUERY_INVALID' })
  })

  it('are shown with their bodies by signed address', async () => {
    const run = makeRun()
    await saveEnded(fixture.history, run)
    const detail = (await fixture.call('GET', `/api/runs/${run.id}`)).json<RunDetail>()
    expect(detail).toMatchObject({ id: run.id, status: 'SUCCEEDED', response: { status: 200 } })
    const body = await fixture.raw('GET', detail.response?.body?.url ?? '')
    expect(body.body.toString()).toBe('{"ok":true}')
  })

  it('are shown while they are under way, masked and with files by their hash', async () => {
    const file = new FileRef(await fixture.history.files.put(Buffer.from('hello')), 'a.txt', 'text/plain')
    const run = makeRun()
    const { steps, request } = run
    const live = {
      ...run,
      request: {
        ...request,
        target: '/x?key=a-secret-value',
        rawHeaders: [...request.rawHeaders, 'Authorization', 'Bearer abcdefghijkl'],
      },
      steps: steps.map(step => ({
        ...step,
        output: { request: { body: { file, echo: 'abcdefghijkl', key: 'a-secret-value' } } },
      })),
    }
    fixture.live.set(run.id, live)
    const answer = await fixture.call('GET', `/api/runs/${run.id}`)
    expect(answer.body.toString()).not.toMatch(/abcdefghijkl|a-secret-value/)
    expect(answer.json()).toMatchObject({
      status: 'EXECUTING',
      request: { headers: expect.arrayContaining([['Authorization', '••••••']]), body: { size: 7 } },
      steps: [{ output: { request: { body: { file: { sha256: file.source.sha256, dataType: 'FILE' } } } } }],
    })
    fixture.live.delete(run.id)
  })

  it('are waited for to their end', async () => {
    const run = makeRun()
    fixture.live.set(run.id, run)
    const waiting = fixture.call('GET', `/api/runs/${run.id}?wait=end`)
    await fixture.call('GET', '/api/state')
    fixture.live.delete(run.id)
    run.status = 'FAILED'
    fixture.control.publishRun(run)
    expect((await waiting).json()).toMatchObject({ id: run.id, status: 'FAILED' })
  })

  it('are cancelled while they are under way', async () => {
    const run = makeRun()
    fixture.live.set(run.id, run)
    expect((await fixture.call('POST', `/api/runs/${run.id}/cancel`)).json()).toEqual({})
    expect(fixture.cancelled).toContain(run.id)
    fixture.live.delete(run.id)
    expect((await fixture.call('POST', `/api/runs/${run.id}/cancel`)).status).toBe(404)
    expect((await fixture.call('GET', '/api/runs/none')).json()).toMatchObject({ code: 'EXECUTION_NOT_FOUND' })
  })
})

describe('refused requests', () => {
  it('are listed and shown with their rule', async () => {
    const { request } = makeRun()
    fixture.history.writer.refuse({
      at: Date.now(),
      request,
      workflowId: 'w1',
      code: 'BODY_NOT_JSON',
      message: 'no JSON',
      response: { status: 400, rawHeaders: [], text: '{}' },
    })
    await saveEnded(fixture.history, makeRun())
    const { items } = (await fixture.call('GET', '/api/refused')).json<{ items: RefusedDetail[] }>()
    expect(items[0]).toMatchObject({ code: 'BODY_NOT_JSON', status: 400 })
    const detail = (await fixture.call('GET', `/api/refused/${items[0]?.id}`)).json<RefusedDetail>()
    expect((await fixture.raw('GET', detail.request.body?.url ?? '')).body.toString()).toBe('{"a":1}')
    expect((await fixture.call('GET', '/api/refused/none')).status).toBe(404)
  })
})

describe('sending', () => {
  const request = { name: 'First', headers: [{ name: 'x-B', value: '1' }], body: { type: 'json', text: '{"a": 1.00}' } }

  it('gives what went out and what came back, byte for byte', async () => {
    const result = (await fixture.call('POST', '/api/send', { workflowId: 'lead', request })).json<SendResult>()
    expect(result).toMatchObject({ runId: 'r1', status: 201, reason: 'Made', body: { size: 2 } })
    const sent = (await fixture.raw('GET', result.rawRequest.url)).body
    expect(sent).toEqual(trigger.connections.at(-1)?.bytes)
    expect((await fixture.raw('GET', result.rawResponse.url)).body.toString()).toBe(ANSWER)
  })

  it('shows the bytes before they are sent', async () => {
    const before = trigger.connections.length
    const composed = (
      await fixture.call('POST', '/api/compose', { workflowId: 'lead', request })
    ).json<ComposedRequest>()
    expect(composed).toMatchObject({ method: 'POST', bodySize: 11, automatic: expect.arrayContaining(['host']) })
    const raw = (await fixture.raw('GET', composed.raw.url)).body.toString()
    expect(raw).toMatch(/^POST \/projects\/p\/sdk\/triggers\/lead HTTP\/1\.1\r\n[\s\S]*\r\n\r\n\{"a": 1\.00\}$/)
    expect(trigger.connections).toHaveLength(before)
  })

  it.each([
    [{ workflowId: 'none', request }, 404, 'WORKFLOW_NOT_FOUND'],
    [{ workflowId: 'broken', request }, 422, 'WORKFLOW_INVALID'],
    [{ workflowId: 'lead', request: { ...request, body: { type: 'yaml' } } }, 400, 'REQUEST_INVALID'],
    [{ workflowId: 'lead', request: { ...request, body: { type: 'hex', hex: 'abc' } } }, 400, 'HEX_INVALID'],
    [{ workflowId: 'lead', request: { ...request, body: { type: 'file', file: '../x' } } }, 400, 'FILE_FORBIDDEN'],
  ])('refuses %j', async (body, status, code) => {
    const answer = await fixture.call('POST', '/api/send', body)
    expect(answer.status).toBe(status)
    expect(answer.json()).toMatchObject({ code })
  })

  it('is given up when the page goes away', async () => {
    const silent = await startRawServer(() => undefined)
    const other = await startControl({
      triggerUrl: new URL(silent.url).origin,
      files: workflow('lead', []),
    })
    const call = httpRequest(`${other.url}/api/send`, {
      method: 'POST',
      headers: { [TOKEN_HEADER]: TOKEN, 'content-type': 'application/json' },
    })
    call.on('error', () => undefined)
    call.end(JSON.stringify({ workflowId: 'lead', request: { name: 'x' } }))
    const { socket } = await arrived(silent)
    call.destroy()
    await once(socket, 'close')
    await other.close()
    await silent.close()
    expect(other.logged).toEqual([])
  })
})

/** The first connection that has brought bytes. */
async function arrived(server: RawServer): Promise<RawServer['connections'][number]> {
  const [connection] = server.connections.length > 0 ? server.connections : await once(server.opened, 'connection')
  return connection
}

describe('files of the workspace', () => {
  it('are described by name and by bytes', async () => {
    const file = (await fixture.call('GET', '/api/files?path=files/contract.pdf')).json<WorkspaceFile>()
    expect(file).toMatchObject({
      path: 'files/contract.pdf',
      name: 'contract.pdf',
      size: 15,
      mimeType: 'application/pdf',
      detected: 'application/pdf',
    })
    const bytes = await fixture.raw('GET', file.url)
    expect(bytes.body.toString()).toBe('%PDF-1.7\n%%EOF\n')
    expect(bytes.headers['content-type']).toBe('application/pdf')
  })

  it('are taken from the page, exactly and never over another', async () => {
    const bytes = Buffer.from([0, 255, 1, 254])
    for (const path of ['files/dropped.bin', 'files/dropped (2).bin']) {
      const kept = (await fixture.call('POST', '/api/files?name=../dropped.bin', bytes)).json<WorkspaceFile>()
      expect(kept).toMatchObject({ path, size: 4 })
      expect(readFileSync(join(fixture.root, path))).toEqual(bytes)
    }
  })

  it.each(['../outside', '/etc/passwd', '.triggerbench/secrets.json', 'files', 'none.txt'])(
    'are not given for %s',
    async path => {
      const answer = await fixture.call('GET', `/api/files?path=${encodeURIComponent(path)}`)
      expect(answer.status).toBe(404)
    },
  )
})

describe('the event stream', () => {
  it('tells a page of runs, documents and focus, and needs the token', async () => {
    expect((await fixture.raw('GET', '/api/events')).status).toBe(401)
    const abort = new AbortController()
    const response = await fetch(`${fixture.url}/api/events`, {
      headers: { [TOKEN_HEADER]: TOKEN },
      signal: abort.signal,
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const events = eventsOf(response)
    expect(await events()).toEqual({ type: 'hello', hostId: 'host-1' })

    const run = makeRun()
    fixture.control.publishRun(run)
    expect(await events()).toMatchObject({ type: 'runs', runs: [{ id: run.id }] })

    expect((await fixture.call('POST', '/api/focus', { path: `/runs/${run.id}` })).json()).toEqual({ pages: 1 })
    expect(await events()).toEqual({ type: 'focus', path: `/runs/${run.id}` })

    mkdirSync(join(fixture.root, 'workflows'), { recursive: true })
    writeFileSync(join(fixture.root, 'workflows/new.workflow.yaml'), 'id: new\nname: New\nsteps: []\n')
    expect(await events()).toEqual({ type: 'workspace' })
    abort.abort()
  })

  it('refuses to focus an address of another site', async () => {
    for (const path of ['//evil.test', 'https://evil.test', 7])
      expect((await fixture.call('POST', '/api/focus', { path })).status).toBe(400)
  })
})

/** Reads one event after another. */
function eventsOf(response: Response): () => Promise<ControlEvent> {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
  const decoder = new TextDecoder()
  let pending = ''
  return async () => {
    while (!pending.includes('\n\n')) {
      const { value, done } = await reader.read()
      if (done) throw new Error('The event stream ended')
      pending += decoder.decode(value, { stream: true })
    }
    const [event = '', ...rest] = pending.split('\n\n')
    pending = rest.join('\n\n')
    return JSON.parse(event.slice('data: '.length))
  }
}

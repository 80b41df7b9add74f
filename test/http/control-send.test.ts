import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SendResult, TOKEN_HEADER } from '../../src/shared/control.ts'
import type { RunDetail } from '../../src/shared/execution.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(70_000, 7)])

let host: TestHost
beforeAll(async () => {
  host = await startHost({
    'triggerbench.yaml': 'projectId: p\nsecrets: [KEY]\nsettings: { mail: a@b.c }\n',
    '.triggerbench/secrets.json': '{"KEY":"a-secret-value"}',
    'files/contract.pdf': PDF,
    ...workflow('echo', [
      { id: 'reply', type: 'response', responseType: 'FILE', body: '{{ trigger.request.body.contract }}' },
    ]),
    ...workflow('wait', [{ id: 'pause', type: 'delay', unit: 'HOURS', value: 1 }]),
  })
})
afterAll(() => host.close())

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, host.host.controlUrl), {
    method,
    headers: { [TOKEN_HEADER]: host.host.token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await response.json()) as T
}

const bytesAt = async (url: string) =>
  Buffer.from(await (await fetch(new URL(url, host.host.controlUrl))).arrayBuffer())

const request = {
  name: 'Lead with contract',
  headers: [{ name: 'X-Key', value: '{{ secrets.KEY }}' }],
  body: {
    type: 'multipart',
    parts: [
      { name: 'email', value: '{{ settings.mail }}' },
      { name: 'contract', file: 'files/contract.pdf' },
    ],
  },
}

describe('a test request sent through the trigger', () => {
  it('starts a run that knows where it came from, and answers the bytes it was sent', async () => {
    const sent = await call<SendResult>('POST', '/api/send', { workflowId: 'echo', request, requestName: request.name })
    expect(sent.status).toBe(200)
    expect((await bytesAt(sent.body.url)).equals(PDF)).toBe(true)
    expect(sent.body.detected).toBe('application/pdf')

    const run = await call<RunDetail>('GET', `/api/runs/${sent.runId}?wait=end`)
    expect(run).toMatchObject({ source: 'test-request', requestName: 'Lead with contract', status: 'SUCCEEDED' })
    expect((await bytesAt(run.response?.body?.url ?? '')).equals(PDF)).toBe(true)
  })

  it('leaves nothing on the wire that tells it from another client', async () => {
    const sent = await call<SendResult>('POST', '/api/send', { workflowId: 'echo', request, requestName: request.name })
    const raw = (await bytesAt(sent.rawRequest.url)).toString('latin1')
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/test-request|Lead with/)
  })

  it('is recorded by the history as it went out, its secrets masked', async () => {
    const sent = await call<SendResult>('POST', '/api/send', { workflowId: 'echo', request })
    const run = await call<RunDetail>('GET', `/api/runs/${sent.runId}?wait=end`)
    expect(JSON.stringify(run)).not.toContain('a-secret-value')
    const names = run.request.headers.map(([name]) => name)
    expect(names.join()).toBe('Host,X-Key,User-Agent,Accept,Content-Type,Content-Length,Connection')
    const raw = await bytesAt(sent.rawRequest.url)
    const body = await bytesAt(run.request.body?.url ?? '')
    expect(raw.subarray(raw.indexOf('\r\n\r\n') + 4).equals(body)).toBe(true)
  })

  it('has no run when it is refused', async () => {
    const sent = await call<SendResult>('POST', '/api/send', {
      workflowId: 'echo',
      request: { ...request, method: 'PUT' },
    })
    expect(sent).toMatchObject({ status: 405, runId: null })
  })

  it('shows a run that waits, and stops it', async () => {
    const sent = await call<SendResult>('POST', '/api/send', { workflowId: 'wait', request: { name: 'x' } })
    expect(sent.status).toBe(202)
    expect(await call<RunDetail>('GET', `/api/runs/${sent.runId}`)).toMatchObject({ status: 'DELAYED' })
    const ended = call<RunDetail>('GET', `/api/runs/${sent.runId}?wait=end`)
    await call('POST', `/api/runs/${sent.runId}/cancel`)
    expect(await ended).toMatchObject({ status: 'CANCELLED' })
  })
})

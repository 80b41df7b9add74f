import { JSDOM } from 'jsdom'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startHost, type TestHost, workflow } from '../support/host.ts'

let host: TestHost

/** The client expects a browser's page around it; the host stays in Node's own realm. */
function openPage(): void {
  const { window } = new JSDOM('', { url: 'http://localhost:3000' })
  vi.stubGlobal('window', window)
  for (const name of [
    'document',
    'location',
    'localStorage',
    'sessionStorage',
    'HTMLElement',
    'MutationObserver',
  ] as const)
    vi.stubGlobal(name, window[name])
}

beforeAll(async () => {
  openPage()
  host = await startHost({
    ...workflow('11111111-1111-4111-8111-111111111111', [
      {
        id: 'reply',
        type: 'response',
        body: {
          email: '{{ trigger.request.body.email }}',
          user: '{{ user.userId }}',
          source: '{{ trigger.request.params.source }}',
        },
      },
    ]),
    ...workflow('22222222-2222-4222-8222-222222222222', [
      { id: 'reply', type: 'response', statusCode: 409, body: { message: 'exists' } },
    ]),
  })
})

afterAll(async () => {
  vi.unstubAllGlobals()
  await host.close()
})

/** A token as an app signs one: the client reads `sub` and `exp`, the host with `auth: off` its `sub`. */
function token(subject: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256' })}.${part({ sub: subject, iat: 1_700_000_000, exp: 4_000_000_000 })}.signature`
}

async function client() {
  const { paragon } = await import('@useparagon/connect')
  const base = host.host.triggerUrl.replace('127.0.0.1', 'localhost')
  const names = ['ZEUS', 'HERMES', 'WORKER_PROXY', 'CONNECT', 'DASHBOARD', 'PASSPORT', 'CDN']
  paragon.configureGlobal({ host: 'localhost' }, Object.fromEntries(names.map(name => [`${name}_PUBLIC_URL`, base])))
  await paragon.authenticate('p', token('ada'))
  return paragon
}

it('the real @useparagon/connect calls a workflow and reads its answer', async () => {
  const paragon = await client()
  const answer = await paragon.workflow('11111111-1111-4111-8111-111111111111', {
    body: { email: 'ada@example.com' },
    query: { source: 'sdk' },
  })
  expect(answer).toEqual({ email: 'ada@example.com', user: 'ada', source: 'sdk' })
})

it('the real client sees an answer outside 200–299 as the error it throws', async () => {
  const paragon = await client()
  await expect(paragon.workflow('22222222-2222-4222-8222-222222222222', { body: {} })).rejects.toThrow(
    '{"message":"exists"}',
  )
})

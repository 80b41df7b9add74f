import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createHost, type Host } from '../../src/host/host.ts'
import { trustOf } from '../../src/host/workspace/trust.ts'
import { TOKEN_HEADER, type WorkspaceState } from '../../src/shared/control.ts'
import { openFolder } from '../support/folder.ts'
import { workflow } from '../support/host.ts'

const closing: (() => unknown)[] = []
let now = 0
const clock = { now: () => now }
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const files = {
  'triggerbench.yaml': 'projectId: p\n',
  ...workflow('f', [
    { id: 'one', type: 'function', code: '() => 1' },
    { id: 'reply', type: 'response', body: { n: '{{ one.result }}' } },
  ]),
  ...workflow('plain', [{ id: 'reply', type: 'response', body: { fine: true } }]),
}

/** A folder, and a place of its own for what this user has trusted. */
function openWorkspaceAsSomebody() {
  const { root, remove } = openFolder(files)
  const user = mkdtempSync(join(tmpdir(), 'triggerbench-user-'))
  closing.push(remove, () => rmSync(user, { recursive: true }))
  const start = async () => {
    const host = await createHost({ root, port: 0, controlPort: 0, trust: path => trustOf(path, clock, user) })
    closing.push(() => host.close())
    return host
  }
  return { root, user, start }
}

const send = async (host: Host, id: string) => {
  const answer = await fetch(`${host.triggerUrl}/projects/p/sdk/triggers/${id}`, { method: 'POST' })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const control = (host: Host, path: string, method = 'GET') =>
  fetch(new URL(path, host.controlUrl), { method, headers: { [TOKEN_HEADER]: host.token } })

it('Functions of a folder that was never opened do not run until a person trusts it; all else works', async () => {
  const { start } = openWorkspaceAsSomebody()
  const host = await start()
  expect(((await (await control(host, '/api/state')).json()) as WorkspaceState).trusted).toBe(false)
  expect(await send(host, 'f')).toMatchObject({
    status: 500,
    body: { code: 'STEP_FAILED', stepId: 'one', message: expect.stringContaining('not trusted yet') },
  })
  expect((await send(host, 'plain')).status).toBe(200)

  expect((await control(host, '/api/trust', 'POST')).status).toBe(200)
  expect(await send(host, 'f')).toEqual({ status: 200, body: { n: 1 } })
  expect(((await (await control(host, '/api/state')).json()) as WorkspaceState).trusted).toBe(true)
})

it('trust is remembered for the folder, and for no other', async () => {
  const first = openWorkspaceAsSomebody()
  await control(await first.start(), '/api/trust', 'POST')
  await closing.pop()?.()
  expect((await send(await first.start(), 'f')).status).toBe(200)
  const { root, remove } = openFolder(files)
  closing.push(remove)
  expect(trustOf(root, clock, first.user).trusted).toBe(false)
})

it('trust that the command line gives counts in a host that runs, from its next look', async () => {
  const { root, user, start } = openWorkspaceAsSomebody()
  const host = await start()
  expect((await send(host, 'f')).status).toBe(500)
  trustOf(root, clock, user).grant()
  now += 1_000
  expect((await send(host, 'f')).status).toBe(200)
})

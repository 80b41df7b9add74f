import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readHistory } from '../../src/host/history/index.ts'
import { openFolder } from '../support/folder.ts'
import { workflow } from '../support/host.ts'
import { alive, type ServedHost, serve } from '../support/serve.ts'

const FILES = {
  'triggerbench.yaml': 'projectId: p\n',
  ...workflow('shape', [
    { id: 'shape', type: 'function', parameters: { n: '{{ trigger.request.body.n }}' }, code: '({ n }) => n + 1' },
    { id: 'reply', type: 'response', body: { n: '{{ shape.result }}' } },
  ]),
  ...workflow('wait', [{ id: 'wait', type: 'delay', unit: 'HOURS', value: 1 }]),
  ...workflow('spin', [{ id: 'spin', type: 'function', code: '() => { for (;;) {} }' }]),
}

let served: ServedHost | undefined

afterEach(() => served?.end('SIGKILL'))

const post = (base: string, id: string, body: unknown) =>
  fetch(`${base}/projects/p/sdk/triggers/${id}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

/** Sends one after the other until the host is gone; the ids of the runs that were answered. */
async function sendUntilGone(base: string, answered: string[]): Promise<void> {
  for (let n = 0; ; n++) {
    try {
      const response = await post(base, 'shape', { n })
      await response.arrayBuffer()
      answered.push(response.headers.get('x-execution-id') ?? '')
    } catch {
      return
    }
  }
}

it('killed under load, the host has every answered run on disk, fails the unfinished ones and leaves no runner', async () => {
  const { root, remove } = openFolder(FILES)
  served = await serve(root)
  const waiting = (await (await post(served.trigger, 'wait', {})).json()).executionId as string
  const spinning = (await (await post(served.trigger, 'spin', {})).json()).executionId as string
  const answered: string[] = []
  const senders = Array.from({ length: 16 }, () => sendUntilGone(served?.trigger ?? '', answered))
  await expect.poll(() => answered.length, { timeout: 10_000 }).toBeGreaterThan(500)
  const { pids } = JSON.parse(readFileSync(join(root, '.triggerbench/runners.json'), 'utf8')) as { pids: number[] }
  await served.end('SIGKILL')
  await Promise.all(senders)

  served = await serve(root)
  expect(pids.length).toBeGreaterThan(0)
  await expect.poll(() => pids.filter(alive), { timeout: 5_000 }).toEqual([])
  const reader = readHistory(join(root, '.triggerbench'))
  const missing: string[] = []
  for (const id of answered) if ((await reader.get(id))?.status !== 'SUCCEEDED') missing.push(id)
  expect(missing).toEqual([])
  for (const id of [waiting, spinning])
    expect(await reader.get(id)).toMatchObject({
      status: 'FAILED',
      code: 202,
      error: { code: 'INTERRUPTED' },
      durationMs: expect.any(Number),
    })
  await reader.close()
  await served.end()
  remove()
})

it('stopped as it should be, it writes what is queued and ends its runners', async () => {
  const { root, remove } = openFolder(FILES)
  served = await serve(root)
  const response = await post(served.trigger, 'shape', { n: 1 })
  const id = response.headers.get('x-execution-id') ?? ''
  const { pids } = JSON.parse(readFileSync(join(root, '.triggerbench/runners.json'), 'utf8')) as { pids: number[] }
  await served.end('SIGTERM')
  await expect.poll(() => pids.filter(alive)).toEqual([])
  const reader = readHistory(join(root, '.triggerbench'))
  expect((await reader.get(id))?.status).toBe('SUCCEEDED')
  await reader.close()
  remove()
})

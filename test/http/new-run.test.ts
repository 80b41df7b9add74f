import { afterAll, beforeAll, expect, it } from 'vitest'
import { TOKEN_HEADER } from '../../src/shared/control.ts'
import type { RunDetail } from '../../src/shared/execution.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'

let host: TestHost

beforeAll(async () => {
  host = await startHost({
    ...workflow('shape', [
      {
        id: 'shape',
        type: 'function',
        code: 'async () => { await new Promise(done => setTimeout(done, 200)); return 1 }',
      },
      { id: 'reply', type: 'response', body: { n: '{{ shape.result }}' } },
    ]),
  })
})

afterAll(() => host.close())

const control = (path: string) =>
  fetch(new URL(path, host.host.controlUrl), { headers: { [TOKEN_HEADER]: host.host.token } })

it('a run has its detail and its bytes from the moment it begins', async () => {
  const seen = new Set<string>()
  const sends = Array.from({ length: 20 }, () =>
    fetch(host.trigger('shape'), { method: 'POST', body: '{"n":1}', headers: { 'content-type': 'application/json' } }),
  )
  const watch = async () => {
    for (const run of host.host.runs.running().filter(({ id: found }) => !seen.has(found))) {
      seen.add(run.id)
      const detail = await control(`/api/runs/${run.id}`)
      expect(detail.status).toBe(200)
      const { request } = (await detail.json()) as RunDetail
      const body = await control(request.body?.url ?? '')
      expect({ status: body.status, text: await body.text() }).toEqual({ status: 200, text: '{"n":1}' })
    }
  }
  let under = true
  const answered = Promise.all(sends).finally(() => {
    under = false
  })
  while (under) {
    await watch()
    await new Promise(setImmediate)
  }
  await answered
  expect(seen.size).toBeGreaterThan(0)
})

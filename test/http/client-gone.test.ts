import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { summaryOf } from '../../src/host/control/summary.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'

let host: TestHost

beforeAll(async () => {
  host = await startHost(
    workflow('silent', [
      { id: 'wait', type: 'delay', unit: 'DAYS', value: 1 },
      { id: 'reply', type: 'response', body: {} },
    ]),
  )
})

afterAll(() => host.close())

it('a run whose client left is listed without a status, and its detail has the answer that was not sent', async () => {
  const { host: name, hostname, port, pathname } = new URL(host.trigger('silent'))
  const socket = connect({ host: hostname, port: Number(port) })
  socket.write(`POST ${pathname} HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 0\r\n\r\n`)

  const { runs, history } = host.host
  await expect.poll(() => runs.running().length, { timeout: 10_000 }).toBe(1)
  const [run] = runs.running()
  if (!run) throw new Error('No run is live')

  socket.resetAndDestroy()
  await once(socket, 'close')
  // The reset stands before this request in what the host reads.
  await fetch(`${host.host.triggerUrl}/healthz`)
  runs.cancel(run.id)

  await expect
    .poll(() => history.reader.get(run.id), { timeout: 10_000 })
    .toMatchObject({
      status: 'CANCELLED',
      code: null,
      response: { status: 500, notSent: 'client gone', body: { size: expect.any(Number) } },
    })
  const { items } = await history.reader.list({ workflowId: 'silent', limit: 5 })
  expect(items).toMatchObject([{ id: run.id, code: null }])
  expect((await history.reader.list({ code: 500, limit: 5 })).items).toEqual([])
  expect(summaryOf(run)).toMatchObject({ code: null })
})

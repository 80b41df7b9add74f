import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHost, type TestHost, workflow } from '../support/host.ts'

const held: ServerResponse[] = []
const elsewhere = createServer((_request, response) => held.push(response))
const listener = (id: string) => workflow(id, [], { trigger: { type: 'event', event: 'Everybody' } })
let host: TestHost

beforeAll(async () => {
  await new Promise<void>(resolve => elsewhere.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
  host = await startHost({
    'triggerbench.yaml':
      'projectId: p\nlimits: { concurrency: 1, queue: 1, headersTimeout: 500ms, bodyTimeout: 500ms }\n',
    ...workflow('listens', [{ id: 'call', type: 'request', method: 'GET', url }], {
      trigger: { type: 'event', event: 'New lead' },
    }),
    ...listener('one'),
    ...listener('two'),
    ...listener('three'),
    ...workflow('echo', [{ id: 'reply', type: 'response', body: {} }]),
  })
})

afterAll(async () => {
  await host.close()
  elsewhere.close()
})

const event = (name = 'New lead') =>
  fetch(`${host.host.triggerUrl}/projects/p/sdk/events/trigger`, {
    method: 'POST',
    body: JSON.stringify({ name, payload: {} }),
    headers: { 'content-type': 'application/json' },
  })

describe('when every place and the queue are taken', () => {
  it('an event is told so, and the host serves on', async () => {
    expect((await event()).status).toBe(201)
    const two = [event(), event()]
    const full = await Promise.race(two)
    expect(full.status).toBe(503)
    expect(full.headers.get('retry-after')).toBe('1')
    expect(await full.json()).toMatchObject({ code: 'TOO_MANY_RUNS' })
    await expect.poll(() => held.length).toBe(1)
    held.shift()?.end('{}')
    expect((await Promise.all(two)).map(answer => answer.status).sort()).toEqual([201, 503])
    await expect.poll(() => held.length).toBe(1)
    held.shift()?.end('{}')
  })
})

it('an event that not all of its workflows find room for starts none of them', async () => {
  const refused = await event('Everybody')
  expect(refused.status).toBe(503)
  const { reader } = host.host.history
  for (const id of ['one', 'two', 'three']) expect((await reader.list({ workflowId: id, limit: 5 })).items).toEqual([])
})

describe('a sender that is slow', () => {
  const answerTo = async (bytes: string) => {
    const { hostname, port } = new URL(host.host.triggerUrl)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(bytes)
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    return answer
  }

  it('with its headers is answered 408, with a bodyTimeout as short', async () => {
    expect(await answerTo('POST /projects/p/sdk/triggers/echo HTTP/1.1\r\nHo')).toMatch(
      /^HTTP\/1\.1 408 [\s\S]*headersTimeout[\s\S]*REQUEST_TOO_SLOW/,
    )
  })

  it('with its body is answered 408', async () => {
    const { host: name } = new URL(host.host.triggerUrl)
    expect(
      await answerTo(
        `POST /projects/p/sdk/triggers/echo HTTP/1.1\r\nHost: ${name}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
      ),
    ).toMatch(/^HTTP\/1\.1 408 [\s\S]*bodyTimeout[\s\S]*REQUEST_TOO_SLOW/)
  })
})

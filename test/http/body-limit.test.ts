import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHost, type TestHost, workflow } from '../support/host.ts'

let host: TestHost

beforeAll(async () => {
  host = await startHost({
    'triggerbench.yaml': 'projectId: p\nlimits: { requestBody: 1KiB }\n',
    ...workflow('ok', [{ id: 'reply', type: 'response', body: { ok: true } }]),
  })
})
afterAll(() => host.close())

const post = (size: number, type: string, encoded?: BodyInit) =>
  fetch(host.trigger('ok'), {
    method: 'POST',
    headers: { 'content-type': type },
    body: encoded ?? JSON.stringify('x'.repeat(size - 2)),
  })

describe('limits.requestBody below 64 KiB', () => {
  it.each(['application/json', 'text/plain', 'application/x-thing', 'application/x-www-form-urlencoded'])(
    'takes as many bytes of %s as it says, and refuses one more',
    async type => {
      expect((await post(1_024, type)).status).toBe(200)
      const refused = await post(1_025, type)
      expect([refused.status, await refused.json()]).toEqual([
        413,
        {
          code: 'BODY_TOO_LARGE',
          message: expect.stringContaining('limits.requestBody is 1024'),
          meta: { limit: 1_024 },
        },
      ])
    },
  )

  it('holds for an App Event', async () => {
    const refused = await fetch(`${host.host.triggerUrl}/projects/p/sdk/events/trigger`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'New lead', payload: 'x'.repeat(1_024) }),
    })
    expect(refused.status).toBe(413)
  })
})

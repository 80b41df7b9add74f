import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHost, type TestHost, workflow } from '../support/host.ts'

let host: TestHost

beforeAll(async () => {
  host = await startHost({
    'triggerbench.yaml': 'projectId: p\n',
    ...workflow('ok', [{ id: 'reply', type: 'response', body: { ok: true } }]),
  })
})
afterAll(() => host.close())

describe('what is only read', () => {
  it.each(['/healthz', '/ui?projectId=p', '/projects/p/sdk/me', '/projects/p/sdk/integrations'])(
    '%s takes GET and refuses what would change it',
    async path => {
      expect((await fetch(`${host.host.triggerUrl}${path}`)).status).toBe(200)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const refused = await fetch(`${host.host.triggerUrl}${path}`, { method })
        expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
        expect(await refused.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
      }
    },
  )
})

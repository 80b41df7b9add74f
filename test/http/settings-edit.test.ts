import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startHost, workflow } from '../support/host.ts'

it('takes an integration added to triggerbench.yaml without a new start', async () => {
  const host = await startHost(
    workflow('list', [
      { id: 'list', type: 'integration', action: 'crm.listRecords', with: { type: 'Contact' } },
      { id: 'reply', type: 'response', body: { total: '{{ list.result.total }}' } },
    ]),
  )
  const send = async () => (await fetch(host.trigger('list'), { method: 'POST' })).json()
  expect(await send()).toMatchObject({ code: 'WORKFLOW_INVALID', message: expect.stringContaining('crm') })
  writeFileSync(join(host.root, 'crm.yaml'), 'Contact: [{ id: c1, email: ada@example.com }]\n')
  writeFileSync(
    join(host.root, 'triggerbench.yaml'),
    'projectId: p\nintegrations: { crm: { kind: crm, seed: crm.yaml } }\n',
  )
  await expect.poll(send, { timeout: 10_000 }).toEqual({ total: 1 })
  await host.close()
})

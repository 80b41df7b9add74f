import { describe, expect, it } from 'vitest'
import { createHost } from '../../src/host/host.ts'
import { TRUSTED } from '../../src/host/workspace/trust.ts'
import { startHost, workflow } from '../support/host.ts'

const HISTORY = '/projects/p/task-history/workflow-executions'

describe('a host that stops', () => {
  it('tells the callers that wait, and ends their runs as interrupted at the next start', async () => {
    const files = {
      'triggerbench.yaml': 'projectId: p\n',
      ...workflow('slow', [
        { id: 'wait', type: 'delay', unit: 'DAYS', value: 1 },
        { id: 'reply', type: 'response', body: {} },
      ]),
    }
    const host = await startHost(files)
    const answers = [1, 2].map(() => fetch(host.trigger('slow'), { method: 'POST' }))
    await expect
      .poll(async () => {
        const list = await fetch(`${host.host.triggerUrl}${HISTORY}?status=DELAYED`)
        return (await list.json()).total
      })
      .toBe(2)
    await host.host.close()
    for (const answer of await Promise.all(answers)) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
      expect(answer.headers.get('x-execution-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(await answer.json()).toEqual({ code: 'SHUTTING_DOWN', message: expect.any(String) })
    }
    const again = await createHost({ root: host.root, port: 0, controlPort: 0, trust: () => TRUSTED })
    const runs = await (await fetch(`${again.triggerUrl}${HISTORY}`)).json()
    expect(runs.workflowExecutions).toEqual([
      expect.objectContaining({ status: 'FAILED' }),
      expect.objectContaining({ status: 'FAILED' }),
    ])
    const run = await again.history.reader.get(runs.workflowExecutions[0].id)
    expect(run).toMatchObject({ error: { code: 'INTERRUPTED' }, response: { status: 503 } })
    await again.close()
    await host.close()
  })
})

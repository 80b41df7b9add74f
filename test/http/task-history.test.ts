import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFakeClock } from '../support/clock.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'

interface Execution {
  id: string
  userId: string
  taskCount: number
  runDuration: number | null
  workflowId: string
  status: string
  dateEnded: string | null
  dateStarted: string
}

interface Step {
  id: string
  stepId: string
  workflowExecutionId: string
  status: string
  type: string
  start: string
  end: string | null
  next: string[]
  prev: string | null
  inputSize: string
  outputSize: string
}

interface List {
  workflowExecutions: Execution[]
  nextLink: string | null
  total: number
}

const hosts: TestHost[] = []

async function open(files: Parameters<typeof startHost>[0], options?: Parameters<typeof startHost>[1]) {
  const host = await startHost(files, options)
  hosts.push(host)
  return {
    host,
    base: `${host.host.triggerUrl}/projects/p/task-history/workflow-executions`,
    async send(id: string, init: RequestInit = {}) {
      const response = await fetch(host.trigger(id), { method: 'POST', ...init })
      return { response, runId: response.headers.get('x-execution-id') ?? '' }
    },
    ended: (runId: string) =>
      fetch(`${new URL(host.host.controlUrl).origin}/api/runs/${runId}?wait=end`, {
        headers: { 'X-Triggerbench-Token': host.host.token },
      }).then(response => response.json()),
  }
}

const ask = async <T>(address: string, init?: RequestInit): Promise<{ status: number; body: T; headers: Headers }> => {
  const response = await fetch(address, init)
  return { status: response.status, body: (await response.json()) as T, headers: response.headers }
}

const lead = [
  { id: 'shape', type: 'function', code: '() => ({ ok: true })' },
  { id: 'reply', type: 'response', body: { ok: '{{ shape.result.ok }}' } },
]

afterAll(async () => {
  for (const { close } of hosts) await close()
})

describe('the list of runs', () => {
  const clock = createFakeClock()
  let opened: Awaited<ReturnType<typeof open>>
  const ids: string[] = []

  beforeAll(async () => {
    opened = await open(
      {
        ...workflow('echo', [{ id: 'reply', type: 'response', body: {} }]),
        ...workflow('fails', [{ id: 'each', type: 'fanOut', iterator: '{{ trigger.request.body.rows }}', steps: [] }]),
        ...workflow('mails', [
          {
            id: 'known',
            type: 'conditional',
            if: { any: [{ all: [{ left: 1, operator: 'numberGreaterThan', right: 2 }] }] },
            whenTrue: [{ id: 'mail', type: 'integration', action: 'mail.send', with: {} }],
            whenFalse: [],
          },
        ]),
        'triggerbench.yaml': 'projectId: p\nintegrations: { mail: { kind: email } }\n',
      },
      { clock },
    )
    for (let index = 0; index < 205; index++) {
      ids.push((await opened.send('echo')).runId)
      await clock.advance(1_000)
    }
  })

  const follow = async (address: string | null) => {
    const pages: List[] = []
    for (let next = address; next !== null; ) {
      const { body } = await ask<List>(next)
      pages.push(body)
      next = body.nextLink
    }
    return pages
  }

  it.each([
    ['', (all: string[]) => [...all].reverse()],
    ['?sortBy=ASC', (all: string[]) => all],
    ['?workflowId=echo&userId=preview-user&status=SUCCEEDED&sortBy=DESC', (all: string[]) => [...all].reverse()],
  ])('%s comes a hundred a page, each run once, until nextLink is null', async (query, expected) => {
    const pages = await follow(opened.base + query)
    expect(pages.map(page => page.workflowExecutions.length)).toEqual([100, 100, 5])
    expect(pages.map(page => page.total)).toEqual([205, 205, 205])
    expect(pages.flatMap(page => page.workflowExecutions.map(({ id }) => id))).toEqual(expected(ids))
  })

  it('gives each run the fields of the reference', async () => {
    const { body } = await ask<List>(`${opened.base}?sortBy=ASC&offset=0`)
    expect(body.workflowExecutions[0]).toEqual({
      id: ids[0],
      userId: 'preview-user',
      taskCount: 0,
      runDuration: 0,
      workflowId: 'echo',
      status: 'SUCCEEDED',
      dateEnded: '2026-11-23T09:42:17.000Z',
      dateStarted: '2026-11-23T09:42:17.000Z',
    })
  })

  it('links to the next page by the name it was called by, with the filters', async () => {
    const base = opened.base.replace('127.0.0.1', 'localhost')
    const { body } = await ask<List>(`${base}?userId=preview-user&afterDate=2026-11-23T09:42:17Z`)
    expect(body.nextLink).toBe(`${base}?userId=preview-user&afterDate=2026-11-23T09%3A42%3A17Z&sortBy=DESC&offset=100`)
  })

  it('is narrowed by dates: from afterDate on, and before beforeDate', async () => {
    const between = 'afterDate=2026-11-23T09:42:18&beforeDate=2026-11-23T10:42:20%2B01:00'
    const { body } = await ask<List>(`${opened.base}?${between}&sortBy=ASC`)
    expect(body.workflowExecutions.map(({ id }) => id)).toEqual(ids.slice(1, 3))
    expect(body.total).toBe(2)
    const { body: none } = await ask<List>(`${opened.base}?afterDate=2026-11-24`)
    expect(none).toEqual({ workflowExecutions: [], nextLink: null, total: 0 })
  })

  it('shows a run of a failed, a mailing and no workflow only where they are asked for', async () => {
    const failed = await opened.send('fails')
    const mailed = await opened.send('mails')
    const found = async (query: string) =>
      (await ask<List>(`${opened.base}?${query}`)).body.workflowExecutions.map(({ id }) => id)
    expect(await found('status=FAILED')).toEqual([failed.runId])
    expect(await found('integration=mail')).toEqual([mailed.runId])
    expect(await found('integration=slack')).toEqual([])
    expect(await found('workflowId=unknown')).toEqual([])
    expect(await found('userId=ada')).toEqual([])
  })

  it.each([
    ['status=DONE', 'status'],
    ['sortBy=newest', 'sortBy'],
    ['offset=-1', 'offset'],
    ['offset=1.5', 'offset'],
    ['beforeDate=yesterday', 'beforeDate'],
    ['afterDate=2026-13-01', 'afterDate'],
    ['userid=ada', 'userid'],
    ['status=FAILED&status=SUCCEEDED', 'status'],
  ])('%s is refused, and the parameter named', async (query, parameter) => {
    const { status, body } = await ask<{ code: string; message: string; meta: unknown }>(`${opened.base}?${query}`)
    expect([status, body.code, body.meta]).toEqual([400, 'QUERY_INVALID', { parameter }])
    expect(body.message).toContain(parameter)
  })

  it('takes GET alone, and its own project alone', async () => {
    const posted = await ask<{ code: string }>(opened.base, { method: 'POST' })
    expect([posted.status, posted.body.code, posted.headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET'])
    const replay = await ask<{ code: string }>(`${opened.base}/${ids[0]}/replay`)
    expect([replay.status, replay.headers.get('allow')]).toEqual([405, 'POST'])
    const other = await ask<{ code: string }>(opened.base.replace('/p/', '/other/'))
    expect([other.status, other.body.code]).toEqual([404, 'PROJECT_NOT_FOUND'])
  })

  it('never shows refused requests', async () => {
    const before = (await ask<List>(opened.base)).body.total
    expect((await fetch(opened.host.trigger('missing'), { method: 'POST' })).status).toBe(404)
    expect((await ask<List>(opened.base)).body.total).toBe(before)
  })
})

describe('runs under way', () => {
  it('are listed and shown as far as they are', async () => {
    const clock = createFakeClock()
    const { base, send } = await open(
      workflow('waits', [
        { id: 'reply', type: 'response', body: {} },
        { id: 'pause', type: 'delay', unit: 'HOURS', value: 1 },
      ]),
      { clock },
    )
    const { runId } = await send('waits')
    const { body } = await ask<List>(`${base}?status=DELAYED`)
    expect(body.workflowExecutions).toMatchObject([{ id: runId, dateEnded: null, runDuration: null }])
    const { body: run } = await ask<Execution & { stepExecutions: Step[] }>(`${base}/${runId}`)
    expect([run.status, run.dateEnded]).toEqual(['DELAYED', null])
    expect(run.stepExecutions.map(({ stepId, end }) => [stepId, end === null])).toEqual([
      ['trigger', false],
      ['reply', false],
      ['pause', true],
    ])
    const ids = run.stepExecutions.map(({ id }) => id)
    await clock.advance(3_600_000)
    const { body: ended } = await ask<Execution & { stepExecutions: Step[] }>(`${base}/${runId}`)
    expect(ended).toMatchObject({ status: 'SUCCEEDED', runDuration: 3_600_000 })
    expect(ended.stepExecutions.map(({ id }) => id)).toEqual(ids)
  })
})

describe('one run', () => {
  it('lists its steps from the trigger on, linked by the ids of their executions', async () => {
    const { base, send, ended } = await open(workflow('lead', lead))
    const { runId } = await send('lead', { body: '{"a":1}', headers: { 'content-type': 'application/json' } })
    await ended(runId)
    const { body } = await ask<Execution & { stepExecutions: Step[] }>(`${base}/${runId.toUpperCase()}`)
    const [trigger, shape, reply] = body.stepExecutions
    expect(body).toMatchObject({ id: runId, status: 'SUCCEEDED', taskCount: 1, workflowId: 'lead' })
    expect(body.runDuration).toBe(Date.parse(body.dateEnded ?? '') - Date.parse(body.dateStarted))
    expect(body.stepExecutions.map(({ stepId, type }) => [stepId, type])).toEqual([
      ['trigger', 'TRIGGER/ENDPOINT'],
      ['shape', 'ACTION/FUNCTION'],
      ['reply', 'ACTION/RESPONSE'],
    ])
    expect([trigger?.prev, trigger?.next, shape?.prev, shape?.next, reply?.prev, reply?.next]).toEqual([
      null,
      [shape?.id],
      trigger?.id,
      [reply?.id],
      shape?.id,
      [],
    ])
    expect(shape).toMatchObject({ workflowExecutionId: runId, status: 'SUCCEEDED', inputSize: '2', outputSize: '22' })
    const { body: step } = await ask(`${base}/${runId}/step-executions/${shape?.id}`)
    expect(step).toEqual({ isLargeInput: false, isLargeOutput: false, input: {}, output: { result: { ok: true } } })
  })

  it('gives a failed step’s output as the error’s text, and calls more than 1 MiB large', async () => {
    const { base, send, ended } = await open(
      workflow('fails', [
        { id: 'large', type: 'function', code: '() => "x".repeat(1024 * 1024)' },
        { id: 'bad', type: 'function', code: '() => { throw new Error("no auth mechanism defined") }' },
      ]),
    )
    const { runId } = await send('fails')
    await ended(runId)
    const { body } = await ask<{ stepExecutions: Step[] }>(`${base}/${runId}`)
    const [, large, bad] = body.stepExecutions
    expect((await ask(`${base}/${runId}/step-executions/${large?.id}`)).body).toMatchObject({ isLargeOutput: true })
    expect((await ask(`${base}/${runId}/step-executions/${bad?.id}`)).body).toMatchObject({
      output: 'Error: no auth mechanism defined',
    })
  })

  it('links nested fan-outs: every iteration after its fan-out, and what follows after it too', async () => {
    const { base, send, ended } = await open(
      workflow('nested', [
        {
          id: 'outer',
          type: 'fanOut',
          iterator: '{{ trigger.request.body.rows }}',
          steps: [
            {
              id: 'inner',
              type: 'fanOut',
              iterator: '{{ outer.instance }}',
              steps: [{ id: 'leaf', type: 'delay', unit: 'SECONDS', value: 0 }],
            },
            { id: 'tail', type: 'delay', unit: 'SECONDS', value: 0 },
          ],
        },
        { id: 'after', type: 'delay', unit: 'SECONDS', value: 0 },
      ]),
    )
    const { runId } = await send('nested', {
      body: '{"rows":[[1,2],[3]]}',
      headers: { 'content-type': 'application/json' },
    })
    await ended(runId)
    const { body } = await ask<{ stepExecutions: Step[] }>(`${base}/${runId}`)
    const names = new Map(body.stepExecutions.map(({ id, stepId }) => [id, stepId]))
    const links = body.stepExecutions.map(({ stepId, prev, next }) => [
      stepId,
      prev && names.get(prev),
      next.map(id => names.get(id)).join(' '),
    ])
    expect(links.sort()).toEqual(
      [
        ['trigger', null, 'outer'],
        ['outer', 'trigger', 'inner inner after'],
        ['inner', 'outer', 'leaf leaf tail'],
        ['inner', 'outer', 'leaf tail'],
        ['leaf', 'inner', ''],
        ['leaf', 'inner', ''],
        ['leaf', 'inner', ''],
        ['tail', 'inner', ''],
        ['tail', 'inner', ''],
        ['after', 'outer', ''],
      ].sort(),
    )
  })

  it('calls a step of an http integration a request, and of another kind an action', async () => {
    const { base, send, ended } = await open({
      ...workflow('calls', [
        { id: 'found', type: 'integration', action: 'crm.searchContacts', with: {} },
        { id: 'called', type: 'integration', action: 'hub.request', with: { method: 'GET', url: 'x' } },
      ]),
      'triggerbench.yaml':
        'projectId: p\nintegrations: { crm: { kind: crm }, hub: { kind: http, baseUrl: "http://127.0.0.1:1/" } }\n',
    })
    const { runId } = await send('calls')
    await ended(runId)
    const { body } = await ask<Execution & { stepExecutions: Step[] }>(`${base}/${runId}`)
    expect(body.stepExecutions.map(({ type, status }) => [type, status])).toEqual([
      ['TRIGGER/ENDPOINT', 'SUCCEEDED'],
      ['ACTION/CUSTOM', 'SUCCEEDED'],
      ['ACTION/CUSTOM_INTEGRATION_REQUEST', 'FAILED'],
    ])
    expect(body.taskCount).toBe(1)
  })

  it('shows an uploaded file by its hash, without its bytes', async () => {
    const { base, send, ended } = await open(workflow('lead', lead))
    const { runId } = await send('lead', { body: 'hello', headers: { 'content-type': 'application/pdf' } })
    await ended(runId)
    const { body } = await ask<{ stepExecutions: Step[] }>(`${base}/${runId}`)
    const { body: step } = await ask(`${base}/${runId}/step-executions/${body.stepExecutions[0]?.id}`)
    expect(step).toMatchObject({
      output: {
        request: {
          file: {
            mimeType: 'application/pdf',
            dataType: 'FILE',
            size: '5',
            sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
          },
        },
      },
    })
  })

  it('is not found under another id, and neither is another step', async () => {
    const { base, send } = await open(workflow('lead', lead))
    const { runId } = await send('lead')
    for (const path of ['nothing', '00000000-0000-7000-8000-000000000000', `${runId}/step-executions/nothing`]) {
      const { status, body } = await ask<{ code: string }>(`${base}/${path}`)
      expect([status, body.code]).toEqual([404, 'EXECUTION_NOT_FOUND'])
    }
    const { status } = await ask(`${base}/nothing/replay`, { method: 'POST' })
    expect(status).toBe(404)
  })

  it('is asked for with the API key where tokens are verified', async () => {
    const { base } = await open({
      ...workflow('lead', lead),
      'triggerbench.yaml': 'projectId: p\nauth: { verify: key.pem }\n',
    })
    for (const address of [base, `${base}/x`, base.replace('/p/', '/other/')]) {
      const { status, body } = await ask<{ code: string }>(address)
      expect([status, body.code]).toEqual([401, expect.stringMatching(/^TOKEN_/)])
    }
  })
})

describe('the dashboard’s link', () => {
  it('leads to the run in the app, and says so when there is none', async () => {
    const { host, send } = await open(workflow('lead', lead))
    const { runId } = await send('lead')
    const link = (id: string, more = 'lead') =>
      fetch(`${host.host.triggerUrl}/connect/projects/p/history/workflows/${more}/executions/${id}`, {
        redirect: 'manual',
      })
    const found = await link(runId)
    expect([found.status, found.headers.get('location')]).toEqual([
      302,
      `${new URL(host.host.controlUrl).origin}/runs/${runId}`,
    ])
    for (const response of [await link('nothing'), await link(runId, 'other')]) {
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        404,
        'EXECUTION_NOT_FOUND',
      ])
    }
  })
})

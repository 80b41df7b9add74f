import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '../../src/host/engine/run.ts'
import type { History } from '../../src/host/history/index.ts'
import { finishedRun, leadWorkflow, openScratch, saved } from '../host/history/support.ts'

const CLI = new URL('../../src/cli/index.ts', import.meta.url).pathname
const root = mkdtempSync(join(tmpdir(), 'triggerbench-cli-'))
let history: History
let good: Run
let bad: Run
let replayed: Run
const STACK =
  'TypeError: Too much\n    at shape (workflows/create-lead/shape.js:2:9)\n    at workflows/create-lead/shape.js:7:1'

function cli(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [CLI, 'history', ...args, '--workspace', root], { stdio: 'pipe' })
  const texts = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    texts.out += chunk
  })
  child.stderr.on('data', chunk => {
    texts.err += chunk
  })
  return new Promise(resolve => child.on('close', code => resolve({ code, ...texts })))
}

beforeAll(async () => {
  mkdirSync(join(root, 'workflows'))
  writeFileSync(join(root, 'triggerbench.yaml'), 'projectId: crm-demo\n')
  writeFileSync(
    join(root, 'workflows', 'create-lead.workflow.yaml'),
    `id: ${leadWorkflow.id}\nname: Create lead\ntrigger: { type: request }\nsteps: []\n`,
  )
  history = await openScratch({ dataDir: join(root, '.triggerbench') })
  good = finishedRun()
  const shape = good.steps.find(step => step.stepId === 'shape')
  if (shape) shape.missing = ['trigger.request.body.phone']
  await saved(history, good)
  bad = finishedRun({ response: { status: 500, body: Buffer.from([0xff, 0x00]) } })
  bad.status = 'FAILED'
  bad.error = { code: 'STEP_FAILED', message: 'It failed', stepId: 'shape', stack: 'at line 1' }
  const failed = bad.steps.find(step => step.stepId === 'shape')
  if (failed) failed.error = { code: 'STEP_FAILED', message: 'Too much', remedy: 'Ask for less', stack: STACK }
  await saved(history, bad)
  replayed = {
    ...finishedRun({ workflow: { ...leadWorkflow, id: 'other', name: 'Other' }, response: { notSent: 'replay' } }),
    source: 'replay',
  }
  replayed.durationMs = 0.1 + 0.2
  for (const [step, iteration] of [
    [replayed.steps[1], [1]],
    [replayed.steps[2], [1, 11]],
  ] as const) {
    if (step) Object.assign(step, { iteration })
  }
  await saved(history, replayed)
})

afterAll(async () => {
  await history.reader.close()
  await history.writer.close()
})

describe('history list', () => {
  it('lists runs newest first beside a host that writes', async () => {
    const { code, out } = await cli('list', '--json', '--workflow', 'create-lead')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual([
      {
        id: bad.id,
        workflowId: leadWorkflow.id,
        workflow: 'Create lead',
        status: 'FAILED',
        code: 500,
        startedAt: new Date(bad.startedAt).toISOString(),
        durationMs: 0.8,
        error: { code: 'STEP_FAILED', message: 'It failed', stepId: 'shape' },
      },
      {
        id: good.id,
        workflowId: leadWorkflow.id,
        workflow: 'Create lead',
        status: 'SUCCEEDED',
        code: 200,
        startedAt: new Date(good.startedAt).toISOString(),
        durationMs: 0.8,
      },
    ])
  })

  it.each([
    ['--status', 'failed'],
    ['--code', '500'],
    ['--limit', '1'],
  ])('narrows by %s', async (...filter) => {
    const { out } = await cli('list', '--json', '--workflow', 'create-lead', ...filter)
    expect(JSON.parse(out)).toMatchObject([{ id: bad.id }])
  })

  it('takes a workflow by slug, id or name, and exits 2 for another', async () => {
    for (const name of ['create-lead', leadWorkflow.id, 'Create lead'])
      expect(JSON.parse((await cli('list', '--json', '--workflow', name)).out)).toHaveLength(2)
    const unknown = await cli('list', '--workflow', 'nobody')
    expect(unknown).toMatchObject({ code: 2, out: '', err: expect.stringContaining('create-lead') })
  })

  it('prints a table without --json', async () => {
    const { out } = await cli('list', '--workflow', 'create-lead')
    expect(out).toMatch(new RegExp(`FAILED +500 +1 ms +Create lead +${bad.id} +It failed\n.*SUCCEEDED +200`))
  })
})

describe('history show', () => {
  it('gives request, response and steps', async () => {
    const { code, out } = await cli('show', good.id, '--json')
    expect(code).toBe(0)
    const report = JSON.parse(out)
    expect(report).toMatchObject({
      id: good.id,
      status: 'SUCCEEDED',
      code: 200,
      request: { method: 'POST', body: expect.stringContaining('Ada@Example.com'), bodyEncoding: 'utf8' },
      response: { status: 200, body: '{"message":"Created","email":"ada@example.com"}' },
    })
    expect(report.steps.map((step: { id: string; kind: string }) => [step.id, step.kind])).toEqual([
      ['trigger', 'trigger'],
      ['shape', 'function'],
      ['reply', 'response'],
    ])
    expect(report.steps[1]).toMatchObject({ name: 'Normalise lead', attempts: 1, error: null, logs: [] })
  })

  it('says which references were missing, on the steps that had one', async () => {
    const { steps } = JSON.parse((await cli('show', good.id, '--json')).out)
    expect(steps.map((step: { missing?: string[] }) => step.missing)).toEqual([
      undefined,
      ['trigger.request.body.phone'],
      undefined,
    ])
    expect((await cli('show', good.id)).out).toContain('missing trigger.request.body.phone\n')
  })

  it('says what to do about a failed step, and where it threw', async () => {
    expect((await cli('show', bad.id)).out).toContain(
      [
        '  STEP_FAILED: Too much. Ask for less',
        '    at shape (workflows/create-lead/shape.js:2:9)',
        '    at workflows/create-lead/shape.js:7:1',
        '',
      ].join('\n'),
    )
  })

  it('says of a replay that it is one, and that its answer was not sent', async () => {
    const { out } = await cli('show', replayed.id)
    expect(out).toMatch(/^Other {2}replay {2}SUCCEEDED {2}200 \(not sent\) {2}0 ms/)
    expect(out).toContain('\nHTTP 200 (not sent: a replay has no caller)\n')
    expect(JSON.parse((await cli('show', replayed.id, '--json')).out)).toMatchObject({
      source: 'replay',
      durationMs: 0.3,
      response: { status: 200, notSent: 'replay' },
    })
  })

  it('sets the steps of a fan-out further in, with their iteration', async () => {
    const { out } = await cli('show', replayed.id)
    expect(out).toContain('\n  Normalise lead  function  iteration 2  SUCCEEDED')
    expect(out).toContain('\n    reply  response  iteration 2.12  SUCCEEDED')
  })

  it('gives bytes that are no text as base64', async () => {
    const { out } = await cli('show', bad.id, '--json')
    expect(JSON.parse(out).response).toMatchObject({ body: '/wA=', bodyEncoding: 'base64', size: 2 })
  })

  it('exits 2 for an id that is none', async () => {
    expect(await cli('show', 'nobody')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('nobody') })
  })
})

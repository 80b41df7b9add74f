import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFolder } from '../support/folder.ts'
import { cli, serve } from './cli.ts'
import { files } from './workspace.ts'

const { root, remove } = openFolder({})
const at = (...args: string[]) => cli([...args, '--workspace', root])

interface Report {
  executionId: string
  replayOf: string
  status: number
  body: string
  run: { status: string; steps: { id: string }[] }
}

let first: { executionId: string }

beforeAll(async () => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  first = (await at('run', 'echo', '--data', '{"a":1.50}', '--json')).json()
})

afterAll(remove)

it('runs a run again without a running host, and prints its answer alone', async () => {
  const { code, out, err } = await at('history', 'replay', first.executionId)
  expect([code, JSON.parse(out.toString())]).toEqual([0, { got: { a: 1.5 }, by: 'preview-user' }])
  expect(err).toMatch(/Replayed as [0-9a-f-]{36}: SUCCEEDED, 200/)
})

it('runs it through a running host, though its workflow is gone', async () => {
  const served = await serve(root)
  rmSync(join(root, 'workflows/echo.workflow.yaml'))
  try {
    const { code, json } = await at('history', 'replay', first.executionId, '--json')
    const report = json<Report>()
    expect(code).toBe(0)
    expect(report).toMatchObject({
      replayOf: first.executionId,
      status: 200,
      body: '{"got":{"a":1.5},"by":"preview-user"}',
      run: { status: 'SUCCEEDED', steps: [{ id: 'trigger' }, { id: 'reply' }] },
    })
    expect(report.executionId).not.toBe(first.executionId)
  } finally {
    await served.stop()
  }
})

it('ends with 1 for an answer outside 200–299 and with 2 for an unknown run', async () => {
  const conflict = (await at('run', 'conflict', '--json')).json<{ executionId: string }>()
  expect((await at('history', 'replay', conflict.executionId)).code).toBe(1)
  const unknown = await at('history', 'replay', 'nothing')
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('No run has the id nothing')])
})

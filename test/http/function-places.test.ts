import { afterAll, beforeAll, expect, it } from 'vitest'
import { startHost, type TestHost } from '../support/host.ts'

let host: TestHost
const DOCUMENT = `# a Function in a document
id: inline
name: Inline
trigger: { type: request }
steps:
  - id: broken
    type: function
    code: |
      function broken(parameters, libraries) {
        throw new Error('as meant')
      }
  - { id: reply, type: response, body: {} }
`

beforeAll(async () => {
  host = await startHost({
    'workflows/inline.workflow.yaml': DOCUMENT,
    'workflows/own.workflow.yaml': DOCUMENT.replace('id: inline', 'id: own').replace(
      /code: \|\n[\s\S]*?\n {6}\}\n/,
      'file: workflows/own/broken.js\n',
    ),
    'workflows/own/broken.js': `export default function broken() {\n  throw new Error('as meant')\n}\n`,
  })
})

afterAll(() => host.close())

/** The stack of a run's step. */
async function stackOf(id: string): Promise<string | undefined> {
  const answer = await fetch(host.trigger(id), { method: 'POST' })
  expect(answer.status).toBe(500)
  const runId = answer.headers.get('x-execution-id') ?? ''
  await expect.poll(async () => (await host.host.history.reader.get(runId))?.status).toBe('FAILED')
  return (await host.host.history.reader.get(runId))?.steps[1]?.error?.stack
}

it('a stack points to the line of the document that the Function stands in', async () => {
  const line = DOCUMENT.split('\n').findIndex(text => text.includes('throw')) + 1
  const column = (DOCUMENT.split('\n')[line - 1] ?? '').indexOf('new Error') + 1
  expect(await stackOf('inline')).toContain(`workflows/inline.workflow.yaml:${line}:${column}`)
})

it('a stack points into a Function’s own file', async () => {
  expect(await stackOf('own')).toContain('workflows/own/broken.js:2:9')
})

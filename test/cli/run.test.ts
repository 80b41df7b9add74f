import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFolder } from '../support/folder.ts'
import { cli, type Served, serve } from './cli.ts'
import { files } from './workspace.ts'

interface Report {
  executionId: string | null
  status: number
  headers: [string, string][]
  contentType: string
  durationMs: number
  body: string
  bodyEncoding: string
  run: { status: string; steps: { id: string; status: string; durationMs: number }[] } | null
}

const { root, remove } = openFolder(files)
const run = (...args: string[]) => cli(['run', ...args, '--workspace', root])
afterAll(remove)

/** What holds whether a host runs already or `run` brings its own. */
function itRuns(): void {
  it('prints the body of the answer alone and ends with 0', async () => {
    const { code, out, err } = await run('Echo it', '--data', '{"a":1}')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.toString()).toBe('{"got":{"a":1},"by":"preview-user"}')
  })

  it('tells the whole run as JSON, bytes that are no text as base64', async () => {
    const report = (await run('bytes', '--request', 'png', '--json')).json<Report>()
    expect(report).toMatchObject({
      status: 200,
      contentType: 'image/png',
      body: Buffer.from('89504e470d0a1a0a00ff', 'hex').toString('base64'),
      bodyEncoding: 'base64',
      run: { status: 'SUCCEEDED', steps: [{ id: 'trigger' }, { id: 'reply', status: 'SUCCEEDED' }] },
    })
    expect(Object.keys(report)).toEqual([
      'executionId',
      'status',
      'headers',
      'contentType',
      'durationMs',
      'body',
      'bodyEncoding',
      'run',
    ])
    expect(report.headers).toContainEqual(['X-Execution-Id', report.executionId])
  })

  it('waits for the end of a run that was answered before', async () => {
    const report = (await run('later', '--json')).json<Report>()
    expect(report).toMatchObject({ status: 202, run: { status: 'SUCCEEDED' } })
    expect(report.run?.steps.at(-1)).toMatchObject({ id: 'pause', status: 'SUCCEEDED' })
  })

  it('is kept in the history as the command line’s', async () => {
    const { executionId } = (await run('echo', '--request', 'A lead', '--json')).json<Report>()
    const shown = (await cli(['history', 'show', executionId ?? '', '--json', '--workspace', root])).json<{
      request: { body: string }
    }>()
    expect(shown.request.body).toBe('{"a": 1.50}')
  })

  it('ends with 1 on an answer that is no success, and prints it', async () => {
    const { code, out } = await run('conflict')
    expect(code).toBe(1)
    expect(out.toString()).toBe('{"message":"exists"}')
  })

  it('has no run to tell of when the request was refused', async () => {
    const { code, json } = await run('strict', '--data', '{}', '--json')
    expect(code).toBe(1)
    expect(json<Report>()).toMatchObject({ executionId: null, status: 400, run: null })
  })
}

describe('run, with a host of its own', () => {
  itRuns()

  it.each([[['bytes', '--request', 'png']], [['echo', '--include']], [['echo', '--json']]])(
    'ends quietly when nobody reads what %j prints',
    async args => {
      const { code, err } = await cli(['run', ...args, '--workspace', root], { unread: true })
      expect({ code, err }).toEqual({ code: 0, err: '' })
    },
  )

  it('prints status and headers when asked to', async () => {
    const { out } = await run('echo', '--include')
    expect(out.toString()).toMatch(/^HTTP\/1\.1 200 OK\r?\n[\s\S]*X-Execution-Id: [\s\S]*\r?\n\r?\n\{"got"/)
  })

  it('sends the request of a cURL command', async () => {
    const command = `curl -X POST https://api.example.com/x -H 'Content-Type: application/json' --data-raw '{"a": "it'\\''s"}'`
    const { code, out } = await run('echo', '--curl', command)
    expect(code).toBe(0)
    expect(JSON.parse(out.toString())).toMatchObject({ got: { a: "it's" } })
  })

  it('writes the body to a file, named from the folder npm was called in', async () => {
    mkdirSync(join(root, 'sub'))
    const { code, out } = await cli(['run', 'bytes', '--request', 'png', '-o', 'answer.png', '--workspace', '..'], {
      calledIn: join(root, 'sub'),
    })
    expect(code).toBe(0)
    expect(out).toHaveLength(0)
    expect(readFileSync(join(root, 'sub/answer.png')).toString('hex')).toBe('89504e470d0a1a0a00ff')
  })

  it.each([
    [['nothing'], 2, 'No workflow is called "nothing"'],
    [['echo', '--request', 'nothing'], 2, '"A lead"'],
    [['echo', '--curl', 'wget x'], 2, '--curl: A cURL command begins'],
    [['echo', '--data', '{'], 2, '--data is not JSON'],
    [['echo', '--data', '{}', '--request', 'A lead'], 2, 'cannot be used with'],
    [['echo', '--colour'], 2, 'unknown option'],
    [[], 2, 'missing required argument'],
    [['broken'], 3, 'workflows/broken.workflow.yaml:4'],
  ])('run %j ends with %i and says why', async (args, code, sentence) => {
    const result = await run(...args)
    expect(result.code).toBe(code)
    expect(result.err).toContain(sentence)
    expect(result.out).toHaveLength(0)
  })

  it('ends with 3 where there is no workspace', async () => {
    const { code, err } = await cli(['run', 'echo', '--workspace', join(root, 'files-of-nobody')])
    expect(code).toBe(3)
    expect(err).toContain('files-of-nobody')
  })
})

describe('run, through a host that runs already', () => {
  let host: Served
  beforeAll(async () => {
    host = await serve(root)
  })
  afterAll(async () => {
    await host.stop()
  })
  itRuns()
})

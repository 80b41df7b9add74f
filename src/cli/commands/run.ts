import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { ControlError, SendRequest, SendResult } from '../../shared/control.ts'
import type { RunDetail } from '../../shared/execution.ts'
import { answerReport } from '../answer-report.ts'
import { pathFrom } from '../arguments.ts'
import { type Connection, connect } from '../connection.ts'
import { openDocuments } from '../documents.ts'
import { ExitError, FAILED } from '../exit.ts'
import { runEnded } from '../run-ended.ts'
import { callControl } from '../running.ts'
import { chooseRequest } from '../test-request.ts'

interface RunOptions {
  request?: string
  data?: string
  curl?: string
  include?: boolean
  output?: string
  json?: boolean
  workspace: string
}

/** `run <workflow>`: one run, waited for to its end; prints the response's body (contract §3). */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('send one request and print the answer')
    .argument('<workflow>', 'slug, id or name')
    .addOption(new Option('--request <name>', 'a saved test request of the workflow').conflicts(['data', 'curl']))
    .addOption(new Option('--data <json>', 'a JSON body').conflicts('curl'))
    .option('--curl <command>', 'the request of a cURL command, whatever its host')
    .option('--include', 'print the status and headers, too')
    .option('-o, --output <file>', 'write the body to a file')
    .option('--json', 'print the whole run as JSON')
    .option('--workspace <dir>', 'the workspace’s folder', '.')
    .action(async (name: string, options: RunOptions) => {
      const root = pathFrom(options.workspace)
      const { workflow, id, settings } = await openDocuments(root, name)
      const { request, requestName } = chooseRequest(workflow, options, settings)
      const connection = await connect(root)
      try {
        const body = {
          workflowId: id,
          request,
          source: 'cli',
          ...(requestName === undefined ? {} : { requestName }),
        } satisfies SendRequest
        const result = await sendThrough(connection, body)
        const bytes = Buffer.from(await (await fetch(new URL(result.body.url, connection.control))).arrayBuffer())
        const run = result.runId === null ? null : await runEnded(connection, result.runId)
        print(result, bytes, run, options)
        if (result.status < 200 || result.status > 299) process.exitCode = FAILED
      } finally {
        await connection.close()
      }
    })
}

async function sendThrough(connection: Connection, body: SendRequest): Promise<SendResult> {
  const response = await callControl(connection.control, connection.token, '/api/send', { method: 'POST', body })
  if (response.ok) return (await response.json()) as SendResult
  throw new ExitError(FAILED, ((await response.json()) as ControlError).message)
}

function print(result: SendResult, bytes: Buffer, run: RunDetail | null, options: RunOptions): void {
  if (options.output !== undefined) writeFileSync(pathFrom(options.output), bytes)
  if (options.json) {
    console.log(JSON.stringify(answerReport({ ...result, bytes, run }), null, 2))
    return
  }
  if (options.include) {
    process.stdout.write(
      `HTTP/1.1 ${result.status} ${result.reason}\n${result.headers.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`,
    )
  }
  if (options.output === undefined) process.stdout.write(bytes)
}

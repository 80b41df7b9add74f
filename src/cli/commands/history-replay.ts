import type { Command } from 'commander'
import type { ControlError, ReplayResult } from '../../shared/control.ts'
import { answerReport } from '../answer-report.ts'
import { pathFrom } from '../arguments.ts'
import { type Connection, connect } from '../connection.ts'
import { ExitError, FAILED, USAGE } from '../exit.ts'
import { runEnded } from '../run-ended.ts'
import { callControl } from '../running.ts'

/**
 * `history replay <id>`: runs a run's input again through a host, on the version that it ran, waits for the end and prints
 * the answer's body, as `run` does (contract §3).
 */
export function registerReplay(history: Command): void {
  history
    .command('replay')
    .description('run a run’s input again, on the version of its workflow that it ran')
    .argument('<id>', 'the run’s id')
    .option('--json', 'print the new run as JSON')
    .option('--workspace <dir>', 'the workspace’s folder', '.')
    .action(async (id: string, options: { json?: boolean; workspace: string }) => {
      const connection = await connect(pathFrom(options.workspace))
      try {
        const runId = await replay(connection, id)
        const run = await runEnded(connection, runId)
        const { response } = run
        const bytes = response?.body ? await bytesAt(connection, response.body.url) : Buffer.alloc(0)
        if (options.json) {
          const { status = null, headers = [] } = response ?? {}
          const report = answerReport({ runId, status, headers, durationMs: run.durationMs, bytes, run })
          console.log(JSON.stringify({ replayOf: id.toLowerCase(), ...report }, null, 2))
        } else {
          console.error(`Replayed as ${runId}: ${run.status}${response ? `, ${response.status}` : ''}`)
          process.stdout.write(bytes)
        }
        const fine = response ? response.status >= 200 && response.status <= 299 : run.status === 'SUCCEEDED'
        if (!fine) process.exitCode = FAILED
      } finally {
        await connection.close()
      }
    })
}

async function replay({ control, token }: Connection, id: string): Promise<string> {
  const path = `/api/runs/${encodeURIComponent(id)}/replay`
  const response = await callControl(control, token, path, { method: 'POST' })
  if (response.ok) return ((await response.json()) as ReplayResult).runId
  const { code, message } = (await response.json()) as ControlError
  if (code !== 'EXECUTION_NOT_FOUND') throw new ExitError(FAILED, message)
  throw new ExitError(USAGE, `No run has the id ${id}. triggerbench history list shows the runs`)
}

async function bytesAt({ control }: Connection, url: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(new URL(url, control))).arrayBuffer())
}

import type { Command } from 'commander'
import openAddress from 'open'
import { announcement, runUntilStopped, StartError, startHost } from '../../host/process.ts'
import { pathFrom, portNumber } from '../arguments.ts'
import { ExitError } from '../exit.ts'
import { followProblems } from '../problems.ts'

interface ServeOptions {
  port?: number
  controlPort?: number
  open?: boolean
  json?: boolean
}

/** `serve [workspace]`: runs the host until it is stopped (contract §3). */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the host without a window')
    .argument('[workspace]', 'the workspace’s folder', '.')
    .option('--port <n>', 'port of the trigger listener, in place of trigger.port', portNumber)
    .option('--control-port <n>', 'port of the app and its API', portNumber)
    .option('--open', 'open the app in the default browser')
    .option('--json', 'say where it listens as one line of JSON')
    .action(async (workspace: string, options: ServeOptions) => {
      const host = await startHost({
        root: pathFrom(workspace),
        port: options.port,
        controlPort: options.controlPort,
        trust: true,
      }).catch(exit)
      runUntilStopped(host)
      if (options.json) console.log(announcement(host))
      else console.log(`Trigger listener  ${host.triggerUrl}\nApp               ${host.controlUrl}`)
      followProblems(host.workspace, line => console.error(line))
      if (options.open) await openAddress(host.controlUrl)
    })
}

/** Turns a start that failed into the command's end. */
export function exit(error: unknown): never {
  if (error instanceof StartError) throw new ExitError(error.exitCode, error.message)
  throw error
}

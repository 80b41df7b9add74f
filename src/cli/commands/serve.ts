import type { Command } from 'commander'
import openAddress from 'open'
import { announcement, runUntilStopped, StartError, startHost } from '../../host/process.ts'
import { issueLine } from '../../host/workspace/errors.ts'
import type { Workspace } from '../../host/workspace/types.ts'
import { pathFrom, portNumber } from '../arguments.ts'
import { ExitError } from '../exit.ts'

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
      for (const line of problems(host.workspace)) console.error(line)
      if (options.open) await openAddress(host.controlUrl)
    })
}

/** What of a workspace does not load or is doubtful, a line each: a broken workflow keeps nothing else from running. */
function problems(workspace: Workspace): string[] {
  const issues = workspace.workflows.flatMap(workflow => [
    ...workflow.issues,
    ...workflow.requests.flatMap(request => request.issues),
  ])
  return [...workspace.issues, ...issues].map(issue => `${issue.severity}: ${issueLine(issue)}`)
}

/** Turns a start that failed into the command's end. */
export function exit(error: unknown): never {
  if (error instanceof StartError) throw new ExitError(error.exitCode, error.message)
  throw error
}

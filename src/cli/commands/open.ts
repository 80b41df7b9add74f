import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { runUntilStopped, startHost } from '../../host/process.ts'
import { userFolder } from '../../host/workspace/user-folder.ts'
import { pathFrom } from '../arguments.ts'
import { exampleFolder } from '../example.ts'
import { freePort } from '../free-port.ts'
import { launch } from '../launch/launch.ts'
import { notifyRunning } from '../running.ts'
import { exit } from './serve.ts'

const DEFAULT_PORT = 4750

/** `triggerbench [workspace]`: opens the app on a folder, or on the example (contract §3). */
export function registerOpen(program: Command): void {
  program
    .argument('[workspace]', 'the workspace’s folder; without one, the example opens')
    .action(async (workspace: string | undefined) => {
      const root = workspace === undefined ? prepareExample() : pathFrom(workspace)
      if (workspace === undefined) {
        console.error(`The example is your own copy, in ${root}\nTo start it afresh, stop it and remove that folder.`)
      }
      const port = workspace === undefined ? await examplePort(root) : undefined
      const outcome = await launch({
        workspace: root,
        hostArguments: ['--trust', ...(port === undefined ? [] : ['--port', String(port)])],
        async startHost() {
          const host = await startHost({ root, port, trust: true }).catch(exit)
          runUntilStopped(host)
          return { trigger: host.triggerUrl, control: host.controlUrl }
        },
        say: line => console.error(line),
        give: address => console.log(address),
      })
      if (outcome.kind === 'window') process.exitCode = outcome.code
      else if (outcome.kind === 'joined') await notifyRunning(root)
    })
}

/** The example is tried in a copy in the user's data folder: the program's own folder stays as it is. */
function prepareExample(): string {
  const root = join(userFolder(), 'example')
  if (!existsSync(join(root, 'triggerbench.yaml'))) {
    mkdirSync(dirname(root), { recursive: true })
    cpSync(exampleFolder(), root, { recursive: true })
  }
  return root
}

/** The example takes another port when the usual one is taken, unless its own host is who has it. */
async function examplePort(root: string): Promise<number | undefined> {
  const { readHost } = await import('../../host/workspace/host-file.ts')
  if (readHost(root)) return undefined
  const port = await freePort(DEFAULT_PORT)
  if (port === DEFAULT_PORT) return undefined
  console.error(`Port ${DEFAULT_PORT} is taken, so the example's workflows answer on ${port}.`)
  return port
}

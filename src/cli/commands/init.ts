import { cpSync, existsSync, readdirSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { DATA_DIR } from '../../host/workspace/data-dir.ts'
import { trustOf } from '../../host/workspace/trust.ts'
import { pathFrom } from '../arguments.ts'
import { exampleFolder } from '../example.ts'
import { ExitError, USAGE } from '../exit.ts'

/** `init [folder]`: a new workspace from the example (contract §3). Exit 2 where something is in the way. */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('make a new workspace from the example')
    .argument('[folder]', 'an empty folder, or one to be made', '.')
    .action((folder: string) => {
      const root = pathFrom(folder)
      refuseTaken(root)
      copyExample(root)
      trustOf(root).grant()
      console.log(root)
      const program = programName()
      console.error(`A workspace with four workflows and their test requests. What next:
  ${program} ${folder}          open it in the app
  ${program} serve ${folder}    answer on http://127.0.0.1:4750 without it
Put the folder under git; ${DATA_DIR} keeps itself out of it.`)
    })
}

/** What a person types to start this program again: npm's way in a checkout, where `triggerbench` is on no path. */
function programName(): string {
  return process.env.npm_lifecycle_event === 'triggerbench' ? 'npm run --silent triggerbench --' : 'triggerbench'
}

function refuseTaken(root: string): void {
  if (!existsSync(root)) return
  if (!statSync(root).isDirectory()) throw new ExitError(USAGE, `${root} is a file. Name a folder`)
  if (readdirSync(root).length > 0)
    throw new ExitError(USAGE, `${root} is not empty. Name an empty folder, or one that does not exist yet`)
}

function copyExample(root: string): void {
  try {
    cpSync(exampleFolder(), root, { recursive: true, filter: path => basename(path) !== DATA_DIR })
  } catch (error) {
    throw new ExitError(USAGE, `${root} cannot be written: ${error instanceof Error ? error.message : error}`)
  }
}

import { cpSync, existsSync, readdirSync } from 'node:fs'
import type { Command } from 'commander'
import { pathFrom } from '../arguments.ts'
import { exampleFolder } from '../example.ts'
import { ExitError, USAGE } from '../exit.ts'

/** `init [folder]`: a new workspace from the example (contract §3). */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('make a new workspace from the example')
    .argument('[folder]', 'an empty folder, or one to be made', '.')
    .action((folder: string) => {
      const root = pathFrom(folder)
      if (existsSync(root) && readdirSync(root).length > 0) {
        throw new ExitError(USAGE, `${root} is not empty. Name an empty folder, or one that does not exist yet`)
      }
      cpSync(exampleFolder(), root, { recursive: true })
      console.log(root)
      console.error(`A workspace with four workflows. Open it with: triggerbench ${folder}`)
    })
}

import { Command, CommanderError, InvalidArgumentError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { registerHistory } from './commands/history.ts'
import { registerInit } from './commands/init.ts'
import { registerOpen } from './commands/open.ts'
import { registerRun } from './commands/run.ts'
import { registerServe } from './commands/serve.ts'
import { registerToken } from './commands/token.ts'
import { ExitError, USAGE } from './exit.ts'

/** Runs the command line. Sets the exit code of contract §3; standard output carries the result alone. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('triggerbench')
    .description('Run, send and inspect Request-triggered workflows on your own machine')
    .version(packageJson.version)
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(triggerbench --help lists the commands)')
  endQuietly(process.stdout)
  registerOpen(program)
  registerServe(program)
  registerRun(program)
  registerHistory(program)
  registerInit(program)
  registerToken(program)
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (error instanceof ExitError) {
      if (error.message) console.error(error.message)
      process.exitCode = error.exitCode
    } else if (error instanceof CommanderError || error instanceof InvalidArgumentError) {
      process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : USAGE
    } else throw error
  }
}

/** Whoever reads may stop before the end, as `head` does: what is written then is lost, and nothing else happens. */
function endQuietly(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

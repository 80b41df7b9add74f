import { parseArgs } from 'node:util'
import { announcement, runUntilStopped, StartError, startHost } from './process.ts'

/**
 * The host as a process of its own: `index.js <workspace> [--port N] [--control-port N] [--trust]`, started by the window's main
 * process. Without `--trust` the page asks about a folder that this user has not opened before.
 */
const { values, positionals } = parseArgs({
  options: { port: { type: 'string' }, 'control-port': { type: 'string' }, trust: { type: 'boolean' } },
  allowPositionals: true,
})

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))

try {
  const host = await startHost({
    root: positionals[0] ?? '.',
    port: number(values.port),
    controlPort: number(values['control-port']),
    trust: values.trust ?? false,
  })
  console.log(announcement(host))
  runUntilStopped(host)
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exit(error.exitCode)
}

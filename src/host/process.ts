import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { HistoryError } from './history/index.ts'
import { createHost, type Host, type HostOptions, HostRunningError } from './host.ts'
import { PortTakenError } from './listen.ts'
import { WorkspaceError } from './workspace/errors.ts'
import { type Trust, trustOf } from './workspace/trust.ts'

/** The environment variable by which a window's main process chooses the control API's token. */
const TOKEN_VARIABLE = 'TRIGGERBENCH_CONTROL_TOKEN'
/** Set by a parent whose end is this process's end: standard input is then a pipe that closes with it. */
const PARENT_VARIABLE = 'TRIGGERBENCH_PARENT_PIPE'

/** Why a host did not start, with the exit code of contract §3 and a sentence that says what to do. */
export class StartError extends Error {
  readonly exitCode: 3 | 4
  constructor(exitCode: 3 | 4, message: string) {
    super(message)
    this.name = 'StartError'
    this.exitCode = exitCode
  }
}

/** The built UI: beside the built host, or in `out/` when the sources run as they are. */
function uiFolder(): string {
  return (
    [
      join(import.meta.dirname, '../../out/renderer'),
      join(import.meta.dirname, '../renderer'),
      join(import.meta.dirname, '../../renderer'),
    ].find(folder => existsSync(join(folder, 'assets'))) ?? ''
  )
}

export interface StartOptions extends Pick<HostOptions, 'root' | 'port' | 'controlPort'> {
  /** The user vouches for the folder, by having named it on a command line. */
  trust: boolean
}

/** Starts a host in this process. Throws a StartError. */
export async function startHost({ trust: named, ...options }: StartOptions): Promise<Host> {
  const token = process.env[TOKEN_VARIABLE]
  delete process.env[TOKEN_VARIABLE]
  try {
    return await createHost({
      ...options,
      token,
      uiDir: uiFolder(),
      log: error => console.error(error),
      trust: root => (named ? trustedNow(root) : trustOf(root)),
    })
  } catch (error) {
    throw startError(error, options.controlPort)
  }
}

function trustedNow(root: string): Trust {
  const trust = trustOf(root)
  trust.grant()
  return trust
}

function startError(error: unknown, controlPort: number | undefined): StartError {
  if (error instanceof WorkspaceError || error instanceof HistoryError) return new StartError(3, error.message)
  if (error instanceof PortTakenError) {
    const how = error.port === controlPort ? '--control-port N' : '--port N, or with trigger.port in triggerbench.yaml'
    return new StartError(4, `${error.message}. Choose another with ${how} (0 takes any free one)`)
  }
  if (error instanceof HostRunningError) {
    return new StartError(4, `${error.message}. Open it there, or stop it first`)
  }
  return new StartError(4, error instanceof Error ? error.message : String(error))
}

/**
 * Keeps a host running until the process is asked to stop: SIGINT, SIGTERM, or the end of a parent that holds its standard input.
 * Then answers are finished, what is queued is written, and the process ends. Standard error says how many runs were cut off.
 */
export function runUntilStopped(host: Host): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    const cutOff = host.runs.running().length
    if (cutOff > 0) console.error(`Stopping: ${cutOff === 1 ? '1 run is' : `${cutOff} runs are`} cut off`)
    host.close().then(
      () => process.exit(0),
      error => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  // A listener of our own takes the signal that would open the inspector (safety: the host's inspector is out of reach).
  process.on('SIGUSR1', () => {})
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  if (process.env[PARENT_VARIABLE]) process.stdin.resume().on('end', stop).on('error', stop)
}

/** The line that `serve --json` and a window's host begin with (contract §3). */
export function announcement(host: Host): string {
  return JSON.stringify({ trigger: host.triggerUrl, control: host.controlUrl, pid: process.pid })
}

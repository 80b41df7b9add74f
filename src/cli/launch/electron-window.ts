import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** How an Electron that was started ended. `started` is false when it could not run at all on this machine. */
export interface ElectronEnd {
  readonly started: boolean
  readonly code: number
  readonly detail: string
}

export interface ElectronRequest {
  readonly executable: string
  readonly sandbox: boolean
  readonly workspace: string
  /** Arguments for the host that the window starts, such as `--port 0`. */
  readonly hostArguments: readonly string[]
}

const startupMs = 5_000
const commandNotRunnable = 127
const asked: readonly unknown[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** The folder of the program: the nearest one upwards whose package.json is this program's. */
function programRoot(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'triggerbench') return folder
  }
  throw new Error(`The folder of Triggerbench was not found above ${import.meta.dirname}.`)
}

/** Opens the window and waits for its end. When the workspace has a window already, that one comes to the front and this ends at once. */
export function runElectron(request: ElectronRequest): Promise<ElectronEnd> {
  const child = spawn(
    request.executable,
    [
      ...(request.sandbox ? [] : ['--no-sandbox']),
      programRoot(),
      '--workspace',
      request.workspace,
      '--host-arguments',
      JSON.stringify(request.hostArguments),
    ],
    { stdio: 'inherit' },
  )
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  // Ctrl-C reaches the window by itself, as the terminal's whole group; here it must only not end this process first.
  const wait = () => undefined
  process.on('SIGTERM', forward)
  process.on('SIGINT', wait)
  const startedAt = performance.now()
  return new Promise<ElectronEnd>(resolve => {
    child.once('error', error => resolve({ started: false, code: 1, detail: error.message }))
    child.once('exit', (code, signal) => {
      const crashed = code === commandNotRunnable || (signal !== null && !asked.includes(signal))
      const started = !crashed || performance.now() - startedAt > startupMs
      resolve({ started, code: code ?? 1, detail: signal ?? `exit code ${code}` })
    })
  }).finally(() => {
    process.off('SIGTERM', forward)
    process.off('SIGINT', wait)
  })
}

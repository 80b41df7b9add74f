import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What the host's first line of standard output says: where it listens, and which process holds the database. */
export interface HostAddresses {
  readonly trigger: string
  /** Opens the app as it is: the token stands in the fragment. */
  readonly control: string
  readonly pid: number
}

/** How a host ended. `complaint` is the end of its standard error, for a person to read. */
export interface HostEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly complaint: string
}

/** One running host. */
export interface HostProcess {
  /** Resolves with the addresses; rejects with `HostStartError` when the process ends before it names them. */
  readonly ready: Promise<HostAddresses>
  readonly ended: Promise<HostEnd>
  /** Asks it to end and waits; after `graceMs` milliseconds it is killed. */
  stop(graceMs: number): Promise<void>
}

/** What is started: the program, its arguments and the whole environment. */
export interface HostCommand {
  readonly executable: string
  readonly arguments: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** The host ended, or could not be executed, before it had announced itself. */
export class HostStartError extends Error {
  readonly code = 'HOST_NOT_STARTED'
  readonly end: HostEnd

  constructor(end: HostEnd) {
    super(end.complaint || describeEnd(end))
    this.end = end
  }
}

const keptComplaint = 4_000

/** One sentence without a full stop: how the process ended. */
export function describeEnd(end: HostEnd): string {
  return end.signal ? `the host was ended by ${end.signal}` : `the host ended with exit code ${end.code}`
}

function parseAddresses(line: string): HostAddresses | undefined {
  try {
    const { trigger, control, pid } = JSON.parse(line) as Partial<HostAddresses>
    return typeof trigger === 'string' && typeof control === 'string' && typeof pid === 'number'
      ? { trigger, control, pid }
      : undefined
  } catch {
    return undefined
  }
}

function endOf(child: ChildProcess): Promise<HostEnd> {
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text)
    complaint = (complaint + text).slice(-keptComplaint)
  })
  return new Promise(resolve => {
    child.once('error', error => resolve({ code: null, signal: null, complaint: error.message }))
    child.once('close', (code, signal) => resolve({ code, signal, complaint: complaint.trim() }))
  })
}

/**
 * Starts a host as a child. Its standard input stays open for as long as the parent lives, so that the host can see
 * a parent that died without a word.
 */
export function startHostProcess(command: HostCommand): HostProcess {
  const child = spawn(command.executable, [...command.arguments], {
    env: command.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  child.stdin.on('error', () => undefined)
  const ended = endOf(child)
  const ready = new Promise<HostAddresses>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout })
    lines.once('line', line => {
      const addresses = parseAddresses(line)
      if (addresses) resolve(addresses)
    })
    void ended.then(end => reject(new HostStartError(end)))
  })
  return {
    ready,
    ended,
    async stop(graceMs) {
      child.stdin.end()
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(timer)
    },
  }
}

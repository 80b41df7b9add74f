import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const PROGRAM = new URL('../../src/cli/index.ts', import.meta.url).pathname

export interface CliResult {
  readonly code: number | null
  readonly out: Buffer
  readonly err: string
  json<T = Record<string, unknown>>(): T
}

export interface CliOptions {
  /** Where npm was called, as it says to what it runs. */
  readonly calledIn?: string
  readonly env?: Record<string, string>
  /** For Node itself, before the program. */
  readonly node?: readonly string[]
  /** Whoever reads standard output is gone before the program writes, as `head` may be. */
  readonly unread?: boolean
}

function start(args: readonly string[], options: CliOptions): ChildProcess {
  const { INIT_CWD: _, ...env } = process.env
  return spawn(process.execPath, [...(options.node ?? []), PROGRAM, ...args], {
    env: { ...env, ...(options.calledIn ? { INIT_CWD: options.calledIn } : {}), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs the command line to its end. */
export async function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = start(args, options)
  if (options.unread) child.stdout?.destroy()
  const out: Buffer[] = []
  let err = ''
  child.stdout?.on('data', chunk => out.push(chunk))
  child.stderr?.on('data', chunk => {
    err += chunk
  })
  const [code] = await once(child, 'close')
  const bytes = Buffer.concat(out)
  return { code, out: bytes, err, json: <T>() => JSON.parse(bytes.toString()) as T }
}

export interface Served {
  readonly trigger: string
  readonly control: string
  readonly token: string
  readonly pid: number
  /** What standard error said so far. */
  errors(): string
  /** Waits until standard error has said it. */
  said(text: string): Promise<void>
  /** Asks it to end, as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>
}

/** Starts `serve --json` and waits for its first line. */
export async function serve(root: string, ...more: string[]): Promise<Served> {
  const child = start(['serve', root, '--json', '--port', '0', ...more], {})
  let err = ''
  child.stderr?.on('data', chunk => {
    err += chunk
  })
  if (!child.stdout) throw new Error('The host has no standard output')
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`The host ended: ${err}`))),
  ])
  const { trigger, control, pid } = JSON.parse(line) as { trigger: string; control: string; pid: number }
  return {
    trigger,
    control,
    pid,
    token: new URLSearchParams(new URL(control).hash.slice(1)).get('token') ?? '',
    errors: () => err,
    async said(text) {
      while (!err.includes(text)) await once(child.stderr ?? child, 'data')
    },
    async stop() {
      child.kill('SIGINT')
      const [code] = await once(child, 'exit')
      return code
    },
  }
}

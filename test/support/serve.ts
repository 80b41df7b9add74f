import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface ServedHost {
  trigger: string
  control: string
  pid: number
  child: ChildProcess
  /** Asks it to stop, or kills it; resolves when the process is gone. */
  end(signal?: NodeJS.Signals): Promise<void>
}

const ROOT = join(import.meta.dirname, '../..')

/** `triggerbench serve <folder> --json` as a process of its own, from the sources. Rejects with its standard error when it does not start. */
export async function serve(folder: string, options: readonly string[] = ['--port', '0']): Promise<ServedHost> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/index.ts'), 'serve', folder, '--json', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', chunk => {
    errors += String(chunk)
  })
  const exited = once(child, 'exit')
  const lines = createInterface(child.stdout)
  const first = await Promise.race([once(lines, 'line'), exited.then(() => undefined)])
  if (!first) throw new Error(`serve ended with ${child.exitCode}: ${errors}`)
  return {
    ...(JSON.parse(String(first[0])) as { trigger: string; control: string; pid: number }),
    child,
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      await exited
    },
  }
}

/** Whether a process lives. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

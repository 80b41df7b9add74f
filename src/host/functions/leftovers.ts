import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'

/** Keeps the process ids of the runners that live, so that the next host can end those a killed host left behind. */
export interface RunnersFile {
  /** Stands on each runner's command line. */
  readonly mark: string
  write(pids: readonly number[]): void
  remove(): void
}

/** Writes to `file`, or nowhere without one. */
export function openRunnersFile(file: string | undefined): RunnersFile {
  const mark = `triggerbench-runner-${randomUUID()}`
  return {
    mark,
    write(pids) {
      if (file === undefined) return
      fs.writeFileSync(`${file}.new`, JSON.stringify({ mark, pids }), { mode: 0o600 })
      fs.renameSync(`${file}.new`, file)
    },
    remove() {
      if (file !== undefined) fs.rmSync(file, { force: true })
    },
  }
}

/**
 * Ends the runners a host left behind when it was killed: idle ones end by themselves, one in an endless loop cannot.
 * Only a process whose command line carries the mark of the file is ended. Gives the process ids it ended.
 */
export function endLeftoverRunners(file: string): number[] {
  const { mark, pids } = readRunnersFile(file)
  const ended = pids.filter(pid => mark !== '' && commandLine(pid).includes(mark) && end(pid))
  fs.rmSync(file, { force: true })
  return ended
}

function readRunnersFile(file: string): { mark: string; pids: number[] } {
  try {
    const content = JSON.parse(fs.readFileSync(file, 'utf8')) as { mark?: unknown; pids?: unknown }
    const pids = Array.isArray(content.pids) ? content.pids.filter(pid => Number.isSafeInteger(pid) && pid > 1) : []
    return { mark: typeof content.mark === 'string' ? content.mark : '', pids }
  } catch {
    return { mark: '', pids: [] }
  }
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    if (process.platform === 'win32') {
      const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`
      return execFileSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8', stdio: 'pipe' })
    }
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' })
  } catch {
    return ''
  }
}

function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'

const PAGE = 4096

/** Resident bytes of a process, given to `found` at once on Linux and soon elsewhere; nothing when it cannot be told. */
export function residentMemory(pid: number, found: (bytes: number) => void): void {
  if (process.platform === 'linux') {
    const bytes = linuxResident(pid)
    if (bytes !== undefined) found(bytes)
    return
  }
  if (process.platform === 'win32') return
  execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, output) => {
    const kib = Number.parseInt(output, 10)
    if (!error && Number.isFinite(kib)) found(kib * 1024)
  })
}

function linuxResident(pid: number): number | undefined {
  try {
    const pages = Number(fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return Number.isFinite(pages) ? pages * PAGE : undefined
  } catch {
    return undefined
  }
}

/** Milliseconds of processor time that the process's main thread has had, since it was started; 0 where it cannot be told (known on Linux alone). */
export function processorTime(pid: number): number {
  if (process.platform !== 'linux') return 0
  try {
    return Number(fs.readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return 0
  }
}

/** Gives the process a low priority, for the rest of its life: a tenth of a processor when others want it. */
export function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has just ended, or the system does not allow it; then it is only slower for the others.
  }
}

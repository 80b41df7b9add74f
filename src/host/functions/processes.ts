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

/** True when the process is using or waiting for a processor, rather than for an event. Known on Linux alone. */
export function isComputing(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat[stat.lastIndexOf(')') + 2] === 'R'
  } catch {
    return false
  }
}

/** Gives the process the lowest priority, for the rest of its life. */
export function stepBack(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_LOW)
  } catch {
    // It has just ended, or the system does not allow it; then it is only slower for the others.
  }
}

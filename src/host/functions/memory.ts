import { execFile } from 'node:child_process'
import fs from 'node:fs'

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

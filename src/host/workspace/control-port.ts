import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomic } from './atomic.ts'

const LOWEST = 1024
const HIGHEST = 65_535

const fileIn = (dataDir: string): string => join(dataDir, 'control-port')

/**
 * The port at which the app of this workspace was served last; 0, any free one, when none is remembered. A browser keeps drafts and
 * the theme by origin, which the port is part of.
 */
export function readControlPort(dataDir: string): number {
  try {
    const port = Number(readFileSync(fileIn(dataDir), 'utf8'))
    return Number.isInteger(port) && port >= LOWEST && port <= HIGHEST ? port : 0
  } catch {
    return 0
  }
}

/** Remembers the port for the next start. To be called with the lock held. */
export function rememberControlPort(dataDir: string, port: number): void {
  if (port !== readControlPort(dataDir)) writeAtomic(fileIn(dataDir), `${port}\n`, { mode: 0o600 })
}

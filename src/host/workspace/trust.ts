import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, systemClock } from '../engine/clock.ts'
import { writeAtomic } from './atomic.ts'
import { userFolder } from './user-folder.ts'

/** Whose Functions may run: a folder that this user has not opened before is asked about (safety.md, User code). */
export interface Trust {
  readonly trusted: boolean
  /** Trusts the workspace from now on, in later sessions too. */
  grant(): void
}

/** Milliseconds between two looks at the list while a workspace is not trusted. */
const LOOK_INTERVAL = 500

/** The trust of one workspace, by its real path, among those the user has trusted. */
export function trustOf(root: string, clock: Pick<Clock, 'now'> = systemClock, folder = userFolder()): Trust {
  const file = join(folder, 'trusted.json')
  const path = realpathSync(root)
  let trusted = false
  let lookedAt = Number.NEGATIVE_INFINITY
  return {
    get trusted() {
      // Another process may be told meanwhile; every call of a Function asks.
      if (!trusted && clock.now() - lookedAt >= LOOK_INTERVAL) {
        lookedAt = clock.now()
        trusted = read(file).includes(path)
      }
      return trusted
    },
    grant() {
      trusted = true
      const known = read(file)
      if (!known.includes(path)) writeAtomic(file, `${JSON.stringify([...known, path], null, 1)}\n`, { mode: 0o600 })
    },
  }
}

/** Nothing to ask: for a caller that vouches for the folder. */
export const TRUSTED: Trust = { trusted: true, grant() {} }

function read(file: string): string[] {
  try {
    const list: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(list) ? list.filter(path => typeof path === 'string') : []
  } catch {
    return []
  }
}

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomic } from './atomic.ts'
import { DATA_DIR } from './data-dir.ts'
import { isLocked } from './lock.ts'

const hostRecordSchema = z.object({
  pid: z.int(),
  /** Address of the trigger listener. */
  trigger: z.string(),
  /** Address that opens the app; its fragment carries the token. */
  control: z.string(),
  /** The control API's token. */
  token: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  hostId: z.string(),
})

/** Who holds a workspace and how to reach it: `.triggerbench/host.json` (0600, since it holds the control token). */
export type HostRecord = z.infer<typeof hostRecordSchema>

/** Announces a running host. To be called with the lock held. */
export function writeHost(dataDir: string, record: HostRecord): void {
  writeAtomic(join(dataDir, 'host.json'), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
}

/** Takes the announcement back. */
export function removeHost(dataDir: string): void {
  rmSync(join(dataDir, 'host.json'), { force: true })
}

/** The host that runs on a workspace now; undefined when none does (a file that a killed host left counts for nothing). */
export function readHost(root: string): HostRecord | undefined {
  const dataDir = join(root, DATA_DIR)
  if (!isLocked(dataDir)) return undefined
  try {
    const record = hostRecordSchema.safeParse(JSON.parse(readFileSync(join(dataDir, 'host.json'), 'utf8')))
    return record.success ? record.data : undefined
  } catch {
    return undefined
  }
}

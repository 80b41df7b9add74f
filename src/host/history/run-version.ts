import type { Database } from 'better-sqlite3'
import { idBytes } from '../engine/uuid.ts'
import { KEY_REACH, keyOf } from './key.ts'
import type { RunVersion } from './types.ts'

/** The version of its workflow that the run with this id ran; undefined for an unknown run. */
export function versionOf(db: Database, id: string): RunVersion | undefined {
  const bytes = idBytes(id)
  if (!bytes) return undefined
  const key = keyOf(bytes)
  return db
    .prepare<unknown[], RunVersion>(
      `SELECT w.slug, v.snapshot FROM runs r JOIN versions v ON v.n = r.version JOIN workflows w ON w.n = v.workflow
       WHERE r.n >= ? AND r.n < ? AND r.id = ?`,
    )
    .get(key, key + KEY_REACH, bytes)
}

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Payloads } from './payloads.ts'

/**
 * Removes those of the payloads that no run, no refused and no captured request names any more, and that no run under way may have
 * brought again meanwhile. Runs inside the writer's transaction, after the rows are gone.
 */
export function removeUnreferred(db: Database, payloads: Payloads, hashes: readonly Buffer[]): void {
  const named = db.prepare<[Buffer], number>('SELECT 1 FROM run_payloads WHERE sha256 = ? LIMIT 1').pluck()
  const captured = db
    .prepare<[string], number>("SELECT 1 FROM captures WHERE body = ? AND typeof(body) = 'text' LIMIT 1")
    .pluck()
  const remove = db.prepare<[Buffer]>('DELETE FROM payloads WHERE sha256 = ?')
  for (const hash of hashes) {
    const sha256 = hash.toString('hex')
    if (named.get(hash) !== undefined || captured.get(sha256) !== undefined || payloads.isRecent(sha256)) continue
    payloads.forget(sha256)
    if (remove.run(hash).changes === 0) rmSync(join(payloads.folder, sha256), { force: true })
  }
}

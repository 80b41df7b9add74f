import type { Database } from 'better-sqlite3'
import type { Payloads } from './payloads.ts'
import { removeUnreferred } from './unreferred.ts'

const AT_ONCE = 16

/**
 * Removes the oldest captures beyond `most` bytes of headers and bodies, of all workflows together, a few at once; the newest
 * stays. Gives how many it removed, 0 when none is beyond.
 */
export function removeCapturesBeyond(db: Database, payloads: Payloads, most: number): number {
  return db.transaction(() => {
    const doomed = db
      .prepare<[number, number], { n: number; hash: string | null }>(
        `SELECT n, hash FROM (
           SELECT n, CASE WHEN typeof(body) = 'text' THEN body END AS hash,
             sum(size + length(headers)) OVER (ORDER BY n DESC) AS bytes
           FROM captures
         ) WHERE bytes > ? AND n < (SELECT max(n) FROM captures) ORDER BY n LIMIT ?`,
      )
      .all(most, AT_ONCE)
    const remove = db.prepare<[number]>('DELETE FROM captures WHERE n = ?')
    for (const { n } of doomed) remove.run(n)
    const hashes = new Set(doomed.flatMap(({ hash }) => (hash === null ? [] : [hash])))
    removeUnreferred(
      db,
      payloads,
      [...hashes].map(hash => Buffer.from(hash, 'hex')),
    )
    return doomed.length
  })()
}

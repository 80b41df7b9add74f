import type { Database } from 'better-sqlite3'
import type { ExecutionError } from '../../shared/execution.ts'
import * as code from './codes.ts'

const INTERRUPTED: ExecutionError = {
  code: 'INTERRUPTED',
  message: 'The host ended while this run was under way, so it was not finished',
  remedy: 'Send it again: its request is kept',
}

const UNFINISHED = ['EXECUTING', 'DELAYED', 'PAUSED'] as const
const codes = new Set(UNFINISHED.map(name => code.status.toCode(name)))

/**
 * Ends what a host that died left unfinished: such runs, and their unfinished steps, become FAILED with the code
 * INTERRUPTED (contract §2); as their end counts the last moment of which the record knows. Gives how many there were. Nothing else may be writing runs yet.
 */
export function failInterrupted(db: Database): number {
  const unfinished = db.prepare<[], { n: number; record: string; responded: number | null }>(
    `SELECT n, record, responded FROM runs WHERE status IN (${[...codes].join(', ')}) AND status <> 3`,
  )
  const fail = db.prepare('UPDATE runs SET status = ?, error = ?, record = ?, duration = ? WHERE n = ?')
  const failed = code.status.toCode('FAILED')
  return db.transaction(() => {
    const rows = unfinished.all()
    for (const { n, record: text, responded } of rows) {
      const record = JSON.parse(text) as unknown[][]
      const end = Math.max(responded ?? 0, lastMoment(record))
      failSteps(record, failed)
      fail.run(failed, JSON.stringify(INTERRUPTED), JSON.stringify(record), end, n)
    }
    return rows.length
  })()
}

/** Places in an entry as record-codec.ts writes it: its status, its times, and its details. */
const STATUS = 3
const STARTED = 4
const DURATION = 5
const DETAILS = 9

/** When the last step began or ended, in milliseconds since the run began. */
function lastMoment(record: readonly unknown[][]): number {
  let last = 0
  for (const entry of record.slice(1))
    last = Math.max(last, (entry[STARTED] as number) + ((entry[DURATION] as number | null) ?? 0))
  return last
}

function failSteps(record: unknown[][], failed: number): void {
  for (const entry of record.slice(1)) {
    if (!codes.has(entry[STATUS] as number)) continue
    entry[STATUS] = failed
    entry[DETAILS] = { ...(entry[DETAILS] as object | undefined), error: { ...INTERRUPTED, stepId: entry[0] } }
  }
}

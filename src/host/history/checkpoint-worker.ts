import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/**
 * The thread that moves what is committed from the WAL into the database: the disk's waiting times are not the
 * writer's. `workerData` is `{ file, synchronous }`; each message names a mode of
 * `wal_checkpoint` and is answered by a PassResult.
 */
const { file, synchronous } = workerData as { file: string; synchronous: string }
// Commits may be held meanwhile, so a reader is never waited for: what it keeps is moved by a later pass.
const db = new Database(file, { fileMustExist: true, timeout: 0 })
db.pragma(`synchronous = ${synchronous}`)

/** PASSIVE moves what it can beside the writer; TRUNCATE also empties the file, while commits are held. */
export type PassMode = 'PASSIVE' | 'TRUNCATE'

/** Pages in the WAL, and how many of them are in the database; `busy` is 1 when a reader or writer kept it from going on. */
export interface PassResult {
  busy: 0 | 1
  log: number
  checkpointed: number
}

parentPort?.on('message', (mode: PassMode) => {
  const [result] = db.pragma(`wal_checkpoint(${mode})`) as PassResult[]
  parentPort?.postMessage(result ?? { busy: 0, log: 0, checkpointed: 0 })
})

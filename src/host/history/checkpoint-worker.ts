import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/**
 * The thread that moves what is committed from the WAL into the database: the disk's waiting times are not the
 * writer's. `workerData` is `{ file, synchronous }`; each message asks for one pass and is answered by a PassResult.
 */
const { file, synchronous } = workerData as { file: string; synchronous: string }
const db = new Database(file, { fileMustExist: true })
db.pragma(`synchronous = ${synchronous}`)

/** Pages in the WAL, and how many of them are in the database. */
export interface PassResult {
  log: number
  checkpointed: number
}

parentPort?.on('message', () => {
  const [result] = db.pragma('wal_checkpoint(PASSIVE)') as PassResult[]
  parentPort?.postMessage(result ?? { log: 0, checkpointed: 0 })
})

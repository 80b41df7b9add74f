import { parentPort, workerData } from 'node:worker_threads'
import { UserError } from '../../shared/errors.ts'
import { LazyQueries, type Question, type Reply } from './reader-calls.ts'

/** The thread in which the history is read: a long query holds up no reply. `workerData` is `{ dataDir }`. */
const { dataDir } = workerData as { dataDir: string }
const queries = new LazyQueries(dataDir)

parentPort?.on('message', async ({ id, call, argument }: Question) => {
  const reply = (message: Reply) => parentPort?.postMessage(message)
  try {
    reply({ id, value: await queries.ask(call, argument) })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    reply({ id, error: error instanceof UserError ? { message, code: error.code, meta: error.meta } : { message } })
  }
})

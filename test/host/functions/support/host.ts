import { systemClock } from '../../../../src/host/engine/clock.ts'
import { createFunctionPool } from '../../../../src/host/functions/pool.ts'

/** A host of its own: starts runners, leaves one in an endless loop, writes their process ids, and waits to be killed. */
const [runnersFile] = process.argv.slice(2)
const pool = createFunctionPool({
  clock: systemClock,
  limits: { functionTimeout: 600_000, functionMemory: 2 ** 27 },
  makeFile: () => Promise.reject(new Error('no files here')),
  runnersFile,
  fetch: async () => {
    process.stdout.write(`${JSON.stringify(pool.pids())}\n`)
    return await new Promise(() => {})
  },
})
void pool.call({ source: '() => { fetch("http://mark/"); for (;;); }', sourceName: 'endless', parameters: {} })
setInterval(() => {}, 60_000)

import { systemClock } from '../../../src/host/engine/clock.ts'
import { openHistory } from '../../../src/host/history/index.ts'
import { begunRun, finishedRun, UNLIMITED } from './support.ts'

/** A writer under load, to be killed: prints the id of each run whose row is committed, and of those it began. */
const [dataDir = ''] = process.argv.slice(2)
const history = await openHistory({
  dataDir,
  settings: {
    history: { durability: 'process', keepAuthorization: false, ...UNLIMITED },
    limits: { fileHex: 1_000 },
  },
  secrets: () => [],
  clock: systemClock,
  sign: key => key,
})

for (let number = 0; number < 5; number++) {
  const run = begunRun()
  run.status = number % 2 === 0 ? 'DELAYED' : 'EXECUTING'
  history.writer.save(run, () => process.stdout.write(`began ${run.id}\n`))
}

function load(): void {
  for (let number = 0; number < 8; number++) {
    const run = finishedRun()
    history.writer.save(run, error => process.stdout.write(`${error ? 'failed' : 'done'} ${run.id}\n`))
  }
  setImmediate(load)
}
load()

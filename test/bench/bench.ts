import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type LoadResult, load } from './load.ts'
import { startTargets, type Target } from './targets.ts'

/**
 * Measures the bare server and Triggerbench's two- and three-step workflows in one run: rounds are interleaved and their medians
 * compared, so only the ratios count and a busy machine harms all alike.
 */
const CONNECTIONS = [1, 16, 64]
const BODY = JSON.stringify({ email: 'Ada@Example.com', name: 'Ada Lovelace', utm: { source: 'webinar' } })

interface Row extends LoadResult {
  target: string
  connections: number
  /** Answers a second as a part of the bare server's. */
  ratio: number
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    duration: { type: 'string', default: '3000' },
    json: { type: 'string' },
  },
})

async function measure(
  targets: readonly Target[],
  connections: number,
  rounds: number,
  duration: number,
): Promise<Row[]> {
  const results = new Map<Target, LoadResult[]>(targets.map(target => [target, []]))
  for (let round = 0; round < rounds; round++) {
    for (const target of targets)
      results.get(target)?.push(await load({ url: target.url, body: BODY, connections, duration }))
  }
  const medians = targets.map(target => medianOf(results.get(target) ?? []))
  return targets.map((target, index) => {
    const result = medians[index] ?? { perSecond: 0, p50: 0, p99: 0 }
    return { target: target.name, connections, ...result, ratio: result.perSecond / (medians[0]?.perSecond ?? 1) }
  })
}

function medianOf(results: readonly LoadResult[]): LoadResult {
  const median = (pick: (result: LoadResult) => number) =>
    results.map(pick).sort((a, b) => a - b)[Math.floor(results.length / 2)] ?? 0
  return {
    perSecond: median(result => result.perSecond),
    p50: median(result => result.p50),
    p99: median(result => result.p99),
  }
}

function print(row: Row): void {
  const cells = [
    row.target.padEnd(12),
    `${row.connections} conn.`.padStart(9),
    `${Math.round(row.perSecond)}/s`.padStart(9),
    `p50 ${row.p50} µs`.padStart(14),
    `p99 ${row.p99} µs`.padStart(14),
    `ratio ${row.ratio.toFixed(2)}`,
  ]
  console.log(cells.join('  '))
}

const folder = mkdtempSync(join(tmpdir(), 'triggerbench-bench-'))
const { targets, stop } = await startTargets(folder)
try {
  const rows: Row[] = []
  for (const target of targets) await load({ url: target.url, body: BODY, connections: 16, duration: 1_000 })
  for (const connections of CONNECTIONS) {
    const measured = await measure(targets, connections, Number(values.rounds), Number(values.duration))
    measured.forEach(print)
    rows.push(...measured)
  }
  if (values.json)
    writeFileSync(
      values.json,
      `${JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, rows }, null, 2)}\n`,
    )
} finally {
  await stop()
  rmSync(folder, { recursive: true, force: true })
}

import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functionFetch } from '../../../src/host/function-fetch.ts'
import { caller, errorOf, openPool, resultOf } from './support/pool.ts'

/** Notes each request's path, and tells whoever waits for the next. */
const seen: string[] = []
let heard: () => void = () => {}
let server: http.Server
let address: string

beforeAll(async () => {
  server = http.createServer((request, response) => {
    seen.push(request.url ?? '')
    heard()
    response.end('ok')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => server.close())

describe('runners that are killed at any moment', () => {
  it('cost nobody a repeated side effect, and a call that had not begun nothing at all', async () => {
    const pool = openPool({ fetch: functionFetch, maxRunners: 6 })
    const call = caller(pool)
    const source = 'async p => { console.log("begun"); await (await fetch(p.to)).text(); return p.n }'
    const quick = 'p => { console.log("begun"); return p.n }'
    for (let n = 0; n < 8; n++) await call(quick, { n })
    let kills = 0
    heard = () => {
      // Every third effect ends a runner, whichever: idle, before its call, amid it or behind it.
      if (seen.length % 3 !== 0) return
      const pids = pool.pids().filter(pid => pid > 0)
      const pid = pids[(seen.length * 7) % Math.max(1, pids.length)]
      if (pid === undefined) return
      kills++
      process.kill(pid, 'SIGKILL')
    }
    const outcomes = await Promise.all(
      Array.from({ length: 90 }, (_, n) =>
        n % 3 === 0 ? call(quick, { n }) : call(source, { n, to: `${address}${n}` }),
      ),
    )
    heard = () => {}
    expect(kills).toBeGreaterThan(5)
    expect(seen.length).toBe(new Set(seen).size)
    for (const [n, outcome] of outcomes.entries()) {
      expect(outcome.logs.length).toBeLessThanOrEqual(1)
      if (outcome.ok) expect(resultOf(outcome)).toBe(n)
      else expect(errorOf(outcome).code).toBe('FUNCTION_INTERRUPTED')
      if (outcome.ok && n % 3 !== 0) expect(seen).toContain(`/${n}`)
    }
    // A kill ends one call at most.
    expect(outcomes.filter(outcome => !outcome.ok).length).toBeLessThanOrEqual(kills)
    expect(resultOf(await call('() => 1'))).toBe(1)
  })
})

describe('endless Functions', () => {
  const turncoat = (which: number) => `p => { /* ${which} */ if (p.stay) for (;;); return p.n }`
  const quick = 'p => p.n'

  /** Starts endless calls and quick ones behind them in one turn; gives the order in which they ended. */
  async function race(sources: string[], proven: boolean): Promise<string[]> {
    const pool = openPool({ limits: { functionTimeout: 4000 } })
    const call = caller(pool)
    await pool.ready()
    for (let n = 0; proven && n < 7; n++) for (const source of [quick, ...sources]) await call(source, { n })
    const order: string[] = []
    const endless = sources.map(source =>
      call(source, { stay: true }).then(outcome => order.push(errorOf(outcome).code)),
    )
    const others = Array.from({ length: 10 }, (_, n) =>
      call(quick, { n }).then(outcome => order.push(String(resultOf(outcome)))),
    )
    await Promise.all([...endless, ...others])
    return order
  }

  const fields: Record<string, [string[], boolean]> = {
    'two of one source in one batch': [[turncoat(1), turncoat(1)], true],
    'two of two sources in one batch': [[turncoat(1), turncoat(2)], true],
    'eight of one source in one batch': [Array(8).fill(turncoat(1)), true],
    'eight of one new source': [Array(8).fill(turncoat(1)), false],
    'two new ones': [[turncoat(1), turncoat(2)], false],
  }
  it.each(Object.entries(fields))('hold up none: %s', async (_, [sources, proven]) => {
    const order = await race(sources, proven)
    expect(order.slice(0, 10).every(entry => entry !== 'FUNCTION_TIMEOUT')).toBe(true)
    expect(order.slice(10)).toEqual(Array(sources.length).fill('FUNCTION_TIMEOUT'))
  })
})

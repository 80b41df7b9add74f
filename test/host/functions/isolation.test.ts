import { describe, expect, it } from 'vitest'
import type { FunctionOutcome } from '../../../src/host/functions/types.ts'
import { caller, errorOf, MIB, openPool, resultOf } from './support/pool.ts'

describe('a call past its limits', () => {
  const pool = openPool({ limits: { functionTimeout: 300 } })
  const call = caller(pool)

  const endless = {
    'a loop': '() => { for (;;); }',
    'a loop of microtasks': 'async () => { for (;;) await null }',
    'microtasks behind a result': '() => { const on = () => Promise.resolve().then(on); on(); return 1 }',
    'a promise that never settles': '() => new Promise(() => {})',
    'a blocking wait': '() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
    'a regular expression': '() => /^(a+)+$/.test("a".repeat(40) + "b")',
  }
  it.each(Object.entries(endless))('ends at its timeout, and the pool goes on: %s', async (_, source) => {
    const error = errorOf(await call(source))
    expect(error.code).toBe('FUNCTION_TIMEOUT')
    expect(error.message).toMatch(/shape\.js.*300 ms.*limits\.functionTimeout/)
    expect(resultOf(await call('() => 1'))).toBe(1)
  })

  it('keeps the lines it wrote before', async () => {
    const { logs } = await call('() => { console.log("here"); for (;;); }')
    expect(logs.map(line => line.text)).toEqual(['here'])
  })
})

describe('memory', () => {
  const call = caller(openPool({ limits: { functionMemory: 64 * MIB, functionTimeout: 20_000 } }))

  const hungry = {
    '1 GB in one Buffer': '() => Buffer.alloc(1e9).length',
    '1 GB of Buffers':
      '() => { const kept = []; for (let i = 0; i < 100; i++) kept.push(Buffer.alloc(1e7, 1)); return kept.length }',
    'a growing heap': '() => { const kept = []; for (;;) kept.push([kept.length]) }',
    '1 GB of strings':
      '() => { const kept = []; for (let i = 0; i < 100; i++) kept.push(Buffer.alloc(1e7, i).toString("latin1")); return kept.length }',
  }
  it.each(Object.entries(hungry))('ends as FUNCTION_MEMORY: %s', async (_, source) => {
    const error = errorOf(await call(source))
    expect(error.code).toBe('FUNCTION_MEMORY')
    expect(error.message).toContain('64 MiB, the limit functionMemory')
    expect(resultOf(await call('() => 1'))).toBe(1)
  })

  it('a string longer than V8 holds is an ordinary error', async () => {
    expect(errorOf(await call('() => "x".repeat(1e9).length'))).toMatchObject({
      code: 'STEP_FAILED',
      message: 'Invalid string length',
    })
  })
})

describe('Functions beside each other', () => {
  const quick = 'p => { console.log("ran"); return p.n }'
  /** Fast until it is told to stay: so it has earned a place in a shared runner. */
  const turncoat = 'p => { if (p.stay) { fetch("http://mark/"); for (;;); } return p.n }'

  async function proven(call: ReturnType<typeof caller>) {
    for (let n = 0; n < 12; n++) {
      resultOf(await call(quick, { n }))
      resultOf(await call(turncoat, { n }))
    }
  }

  it('an endless one in a shared runner holds up none, before or behind it', async () => {
    const call = caller(openPool({ limits: { functionTimeout: 3000 } }))
    await proven(call)
    const order: string[] = []
    const outcomes = await Promise.all(
      Array.from({ length: 21 }, async (_, n) => {
        const outcome = await (n === 10 ? call(turncoat, { stay: true }) : call(quick, { n }))
        order.push(n === 10 ? 'endless' : 'quick')
        return outcome
      }),
    )
    expect(order.at(-1)).toBe('endless')
    expect(errorOf(outcomes[10] as FunctionOutcome).code).toBe('FUNCTION_TIMEOUT')
    outcomes.splice(10, 1)
    for (const outcome of outcomes) {
      expect(resultOf(outcome)).toEqual(expect.any(Number))
      expect(outcome.logs.length).toBe(1)
    }
  })

  it('endless ones with a runner each hold up none', async () => {
    const call = caller(openPool({ limits: { functionTimeout: 3000 }, maxRunners: 6 }))
    const order: string[] = []
    const endless = [1, 2, 3].map(n => call(`() => { for (;;); return ${n} }`).then(() => order.push('endless')))
    const others = Array.from({ length: 5 }, (_, n) => call(quick, { n }).then(() => order.push('quick')))
    await Promise.all([...endless, ...others])
    expect(order.slice(0, 5)).toEqual(Array(5).fill('quick'))
  })

  it('a killed runner fails the call it had begun, repeats nothing, and the calls behind it move', async () => {
    let marks = 0
    const pool = openPool({
      fetch: async () => {
        marks++
        for (const pid of pool.pids()) process.kill(pid, 'SIGKILL')
        return await new Promise(() => {})
      },
    })
    const call = caller(pool)
    await proven(call)
    const outcomes = await Promise.all(
      Array.from({ length: 11 }, (_, n) => (n === 5 ? call(turncoat, { stay: true }) : call(quick, { n }))),
    )
    expect(errorOf(outcomes[5] as FunctionOutcome).code).toBe('FUNCTION_INTERRUPTED')
    expect(marks).toBe(1)
    outcomes.splice(5, 1)
    // Others may have begun in runners of their own, which were killed as well; none ran twice.
    for (const outcome of outcomes) {
      if (!outcome.ok) expect(outcome.error.code).toBe('FUNCTION_INTERRUPTED')
      expect(outcome.logs.length).toBe(1)
    }
    expect(outcomes.filter(outcome => outcome.ok).length).toBeGreaterThan(4)
  })

  it('what one does to the built-ins and globals does not reach the next', async () => {
    const call = caller(openPool())
    const tricks = [
      '() => { Array.prototype.map = () => "x"; Object.prototype.polluted = 1; return ({}).polluted }',
      '() => { JSON.stringify = () => "x"; Promise.prototype.then = null; return 1 }',
      '() => { leaked = 1; globalThis.Buffer = null; return 1 }',
      'p => { Object.setPrototypeOf(Object.prototype.constructor, null); delete Map.prototype.get; return 1 }',
    ]
    for (const trick of tricks) {
      for (let i = 0; i < 3; i++) await call(trick)
      const look =
        '() => [[1].map(x => x), ({}).polluted, JSON.stringify([1]), typeof leaked, typeof Buffer, new Map([[1, 2]]).get(1), Object.getPrototypeOf(Object) === Function.prototype]'
      for (let i = 0; i < 3; i++) {
        expect(resultOf(await call(look))).toEqual([[1], null, '[1]', 'undefined', 'function', 2, true])
      }
    }
  })
})

describe('ending a call', () => {
  it('by its signal answers CANCELLED and frees the runner', async () => {
    const pool = openPool()
    const call = caller(pool)
    const controller = new AbortController()
    const onStart = () => controller.abort()
    expect(errorOf(await call('() => { for (;;); }', {}, { signal: controller.signal, onStart })).code).toBe(
      'CANCELLED',
    )
    expect(errorOf(await call('() => 1', {}, { signal: controller.signal })).code).toBe('CANCELLED')
    expect(resultOf(await call('() => 1'))).toBe(1)
  })

  it('by closing the pool answers FUNCTION_INTERRUPTED and leaves no process', async () => {
    const pool = openPool()
    await pool.ready()
    const pids = pool.pids()
    const running = caller(pool)('() => { for (;;); }')
    await pool.close()
    expect(errorOf(await running).code).toBe('FUNCTION_INTERRUPTED')
    expect(pids.length).toBeGreaterThan(0)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(errorOf(await caller(pool)('() => 1')).code).toBe('FUNCTION_INTERRUPTED')
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { caller, errorOf, MIB, openPool, resultOf } from './support/pool.ts'

const pool = openPool({ limits: { functionTimeout: 1500, functionMemory: 96 * MIB } })
const call = caller(pool)

/**
 * What the second call finds that meets the runner of a first one: `first` is run by the first call in each runner, `second` by
 * the next one there. The pool spreads calls over at most four runners, so one of five calls is a second one.
 */
async function afterwards(first: string, second: string): Promise<unknown> {
  const source = `let isSecond = false, strayed, begin
    const waited = new Promise(done => { strayed = done })
    const begun = new Promise(done => { begin = done })
    export default (p, libraries) => {
      if (isSecond) { ${second} }
      isSecond = true
      ${first}
      return null
    }`
  const pool = caller(openPool())
  for (let calls = 0; calls < 5; calls++) {
    const result = resultOf(await pool(source))
    if (result !== null) return result
  }
  throw new Error('No runner was given a second call')
}

afterEach(async () => {
  const neighbours = await Promise.all([1, 2, 3].map(n => call('p => [p.n].map(x => x + 1)', { n })))
  expect(neighbours.map(resultOf)).toEqual([[2], [3], [4]])
})

describe('what a Function does to the built-ins is its own affair', () => {
  const results: Record<string, [string, unknown]> = {
    'Array.prototype': [
      'Array.prototype.map = () => "x"; Array.prototype.push = Array.prototype.pop = null; Array.prototype[Symbol.iterator] = null; return [1, { a: [2] }]',
      [1, { a: [2] }],
    ],
    'Object.prototype': [
      'Object.prototype.toJSON = () => "x"; Object.prototype.dataType = "FILE"; return { a: 1 }',
      { a: 1 },
    ],
    'JSON and Object': [
      'JSON.stringify = () => "x"; JSON.parse = Object.keys = Object.defineProperty = null; return { a: 1 }',
      { a: 1 },
    ],
    'Promise.prototype': ['Promise.prototype.then = () => { throw 1 }; return Promise.resolve(5)', 5],
    Buffers: [
      'Buffer.concat = () => 1; Buffer.prototype.writeUInt32LE = Uint8Array.prototype.set = null; Uint8Array.of = null; return 6',
      6,
    ],
    'Function.prototype': ['Function.prototype.call = Function.prototype.apply = () => 1; return { a: 1 }', { a: 1 }],
    Maps: ['WeakMap.prototype.get = Map.prototype.get = Set.prototype.has = () => 1; return { a: 1 }', { a: 1 }],
    'the clock': ['performance.now = null; Math.round = () => "x"; return 7', 7],
    prototypes: [
      'Object.setPrototypeOf(Array.prototype, null); Object.freeze(globalThis); Object.freeze(Object.prototype); return 8',
      8,
    ],
  }
  it.each(Object.entries(results))('%s', async (_, [body, result]) => {
    expect(resultOf(await call(`() => { ${body} }`))).toEqual(result)
  })

  const descriptors: Record<string, [string, string]> = {
    'a getter in place of a method': [
      'const own = Array.prototype.map; Object.defineProperty(Array.prototype, "map", { configurable: true, get() { return own } })',
      'Array.prototype, "map"',
    ],
    'a getter that throws, in place of a method': [
      'Object.defineProperty(Array.prototype, "findLast", { configurable: true, get() { throw 1 } })',
      'Array.prototype, "findLast"',
    ],
    'a method that is listed': [
      'Object.defineProperty(Object.prototype, "toString", { enumerable: true })',
      'Object.prototype, "toString"',
    ],
    'a method that is read-only': [
      'Object.defineProperty(String.prototype, "trim", { writable: false })',
      'String.prototype, "trim"',
    ],
  }
  it.each(Object.entries(descriptors))('%s', async (_, [change, member]) => {
    const look = `const { value, ...rest } = Object.getOwnPropertyDescriptor(${member}); return [typeof value, rest]`
    const before = ['function', { writable: true, enumerable: false, configurable: true }]
    expect(await afterwards(change, look)).toEqual(before)
  })

  it('errors are still described when they throw what describes them', async () => {
    const source =
      'function shape() { RegExp.prototype.test = String.prototype.split = null; Error.prepareStackTrace = () => { throw 1 }; null.x }'
    expect(errorOf(await call(source)).message).toBe("Cannot read properties of null (reading 'x')")
  })

  it('a member that nobody can take away again fails the call', async () => {
    const source = '() => { Object.defineProperty(Array.prototype, 0, { get: () => 9, set() {} }); return [1] }'
    expect(errorOf(await call(source))).toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('built-in'),
    })
  })

  it('settings and members of libraries are put back', async () => {
    const change =
      '(p, l) => { l.lodash.map = () => 1; l.moment.locale("x-y"); l.moment.fn.format = null; l.luxon.Settings.defaultLocale = "fr"; l.luxon.Settings.now = () => 0; "secret".match(/s(e)/); return 1 }'
    const look =
      '(p, l) => [RegExp.$1, l.lodash.map([1], x => x), l.moment.utc(0).format("YYYY"), l.luxon.Settings.defaultLocale !== "fr", l.luxon.DateTime.now().toMillis() > 0]'
    for (let i = 0; i < 4; i++) await call(change)
    for (let i = 0; i < 6; i++) expect(resultOf(await call(look))).toEqual(['', [1], '1970', true, true])
  })
})

describe('results that are no plain data', () => {
  const kept: Record<string, [string, unknown]> = {
    'Map, Set, RegExp, Error and symbols as keys': [
      '() => [new Map([[1, 2]]), new Set([1]), new WeakMap(), /x/g, new Error("e"), { [Symbol("a")]: 1 }]',
      [{}, {}, {}, {}, {}, {}],
    ],
    'typed arrays': [
      '() => [new Uint8Array([1, 2]), new Float64Array([1.5]), new ArrayBuffer(2)]',
      [{ 0: 1, 1: 2 }, { 0: 1.5 }, {}],
    ],
    'sparse arrays, -0, infinities, invalid dates': [
      '() => [[1, , 3], -0, Infinity, -Infinity, new Date(NaN)]',
      [[1, null, 3], 0, null, null, null],
    ],
    'instances by their own members': [
      '() => [new (class { #p = 1; a = 2; get b() { return 3 } static s = 4 })(), Object.create({ inherited: 1 }), Object.assign(Object.create(null), { a: 1 })]',
      [{ a: 2 }, {}, { a: 1 }],
    ],
    getters: ['() => ({ get a() { return 1 } })', { a: 1 }],
    Proxies: ['() => [new Proxy({ a: 1 }, {}), new Proxy([1], {})]', [{ a: 1 }, [1]]],
    'a thenable': ['() => ({ then(give) { give({ then(again) { again(3); again(4); throw 5 } }) } })', 3],
    'a member named then': ['() => ({ a: { then: 1 } })', JSON.parse('{"a":{"then":1}}')],
    'a generator, unrun': ['function* shape() { yield 1 }', {}],
    'WebAssembly, which is there': [
      '() => new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,7,1,96,2,127,127,1,127,3,2,1,0,7,7,1,3,97,100,100,0,0,10,9,1,7,0,32,0,32,1,106,11]))).exports.add(2, 3)',
      5,
    ],
  }
  it.each(Object.entries(kept))('are kept: %s', async (_, [source, result]) => {
    expect(resultOf(await call(source))).toEqual(result)
  })

  const refused: Record<string, [string, string, RegExp]> = {
    'a cycle': [
      '() => { const a = {}; a.b = { c: a }; return a }',
      'FUNCTION_RESULT_INVALID',
      /result\.b\.c is result again: a cycle/,
    ],
    'a BigInt from toJSON': ['() => ({ a: { toJSON: () => 1n } })', 'FUNCTION_RESULT_INVALID', /result\.a is a BigInt/],
    'a function': ['() => () => 1', 'FUNCTION_RESULT_INVALID', /result is a function/],
    'a method': ['() => ({ a: { b() {} } })', 'FUNCTION_RESULT_INVALID', /result\.a\.b is a function/],
    'a toJSON without an end': [
      '() => { const make = () => ({ toJSON: make }); return make() }',
      'FUNCTION_RESULT_INVALID',
      /levels deep/,
    ],
    'a Proxy without an end': [
      '() => { const h = { get: (t, k) => (k === "a" ? new Proxy({}, h) : undefined), ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }; return new Proxy({}, h) }',
      'FUNCTION_RESULT_INVALID',
      /levels deep/,
    ],
    '100,000 levels': [
      '() => { let a = 1; for (let i = 0; i < 1e5; i++) a = [a]; return a }',
      'FUNCTION_RESULT_INVALID',
      /more than 1000 levels deep/,
    ],
    'the libraries': ['(p, libraries) => libraries', 'FUNCTION_RESULT_INVALID', /is a function/],
    'a getter that throws': ['() => ({ get a() { throw new Error("mine") } })', 'STEP_FAILED', /^mine$/],
    'a toJSON that throws': ['() => ({ a: { toJSON() { throw new Error("mine") } } })', 'STEP_FAILED', /^mine$/],
    'a then that throws': ['() => ({ get then() { throw new Error("mine") } })', 'STEP_FAILED', /^mine$/],
    'a Proxy that throws': ['() => new Proxy({}, { ownKeys() { throw new Error("mine") } })', 'STEP_FAILED', /^mine$/],
    'a revoked Proxy': [
      '() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy }',
      'STEP_FAILED',
      /revoked/,
    ],
    'a thenable that never settles': ['() => ({ then() {} })', 'FUNCTION_TIMEOUT', /1500 ms/],
  }
  it.each(Object.entries(refused))('fail: %s', async (_, [source, code, message]) => {
    const error = errorOf(await call(source))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
  })
})

describe('what is thrown', () => {
  const thrown: Record<string, [string, string | RegExp]> = {
    text: ['throw "plain"', 'plain'],
    nothing: ['throw null', 'null'],
    'a frozen error': ['throw Object.freeze(new Error("cold"))', 'cold'],
    'a symbol': ['throw Symbol("s")', 'Symbol(s)'],
    'a BigInt': ['throw 5n', '5n'],
    'an object': ['throw { code: 5, message: 7 }', '{ code: 5, message: 7 }'],
    'a message that throws': [
      'const e = new Error(); Object.defineProperty(e, "message", { get() { throw e } }); throw e',
      /cannot be shown/,
    ],
    'a stack that throws': ['throw { message: "said", get stack() { throw 1 } }', 'said'],
    'a Proxy that throws': ['throw new Proxy(new Error("p"), { get() { throw 1 } })', /cannot be shown/],
    'a custom inspection that throws': [
      'throw { [Symbol.for("nodejs.util.inspect.custom")]() { throw 1 } }',
      /cannot be shown/,
    ],
    'a stack overflow': ['const f = () => f(); f()', 'Maximum call stack size exceeded'],
    'all promises': ['return Promise.any([Promise.reject(1)])', 'All promises were rejected'],
    'process.abort': ['process.abort()', /process\.abort is out of reach/],
    'process.exit in a timer': [
      'return new Promise(() => setTimeout(() => process.exit(0), 1))',
      /process\.exit is out of reach/,
    ],
  }
  it.each(Object.entries(thrown))('is STEP_FAILED with its message: %s', async (_, [body, message]) => {
    const error = errorOf(await call(`() => { ${body} }`))
    expect(error.code).toBe('STEP_FAILED')
    expect(error.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })

  it('is cut when its message is huge', async () => {
    const { message } = errorOf(await call('() => { throw new Error("x".repeat(1e6)) }'))
    expect(message).toMatch(/^x{65536}… \(1000000 characters in all\)$/)
  })

  describe('after the call has ended is nobody’s', () => {
    // Each ends the wait of the next call in the same runner, in the moment in which it throws.
    const strays = {
      'in a callback': 'strayed(2); throw new Error("stray")',
      'as a rejection': 'strayed(2); Promise.reject(new Error("stray"))',
    }
    it.each(Object.entries(strays))('%s', async (_, stray) => {
      const first = `begun.then(() => libraries.crypto.pbkdf2("a", "b", 1000, 8, "sha256", () => { ${stray} }))`
      expect(await afterwards(first, 'begin(); return waited')).toBe(2)
    })

    // They end with their call; a later timer of the same length shows that their time has come and gone.
    const timers = {
      'in a timer': 'setTimeout(() => { throw new Error("stray") }, 300)',
      'in a library’s timer': 'libraries.bluebird.delay(300).then(() => { throw new Error("stray") })',
    }
    it.each(Object.entries(timers))('%s', async (_, stray) => {
      expect(await afterwards(stray, 'return new Promise(done => setTimeout(() => done(2), 300))')).toBe(2)
    })
  })

  const places = {
    'function shape(p) {\n  return p +\n}': "shape.js:3:1: Unexpected token '}'",
    '(a) => {\n  let x = 1;\n  let x = 2;\n}': "shape.js:3:7: Identifier 'x' has already been declared",
    '() => { await 5 }': 'shape.js:1:9: await is only valid',
    'p => {\n  return `abc': 'shape.js:2:14: Unexpected end of input',
    'function shape(p) {\n  const x =\n  return x\n}': "shape.js:3:3: Unexpected token 'return'",
    'const shape = p => {\n  return ]\n}': "shape.js:2:10: Unexpected token ']'",
    'export default function shape(p) {\n  return ]\n}': "shape.js:2:10: Unexpected token ']'",
  }
  it.each(Object.entries(places))('names the place of a syntax error: %j', async (source, place) => {
    expect(errorOf(await call(source)).message).toMatch(`Syntax error at ${place}`)
  })

  const parsed = ['return 1', 'const shape = p => p', '({ a: 1 })', 'JSON.parse("{")', 'await 1', '']
  it.each(parsed)('says of what parses that it is not one function: %j', async source => {
    expect(errorOf(await call(source)).message).toContain('is not one function: ')
  })
})

describe('too much of something', () => {
  const outcomes: Record<string, [string, string[]]> = {
    'microtasks that make more': [
      '() => { const loop = () => { Promise.resolve().then(loop) }; loop(); return 1 }',
      ['FUNCTION_TIMEOUT'],
    ],
    'ticks that make more': [
      '() => { const loop = () => process.nextTick(loop); loop(); return 1 }',
      ['FUNCTION_TIMEOUT'],
    ],
    'promises that resolve to more': [
      '() => { const loop = () => Promise.resolve().then(loop); return loop() }',
      ['FUNCTION_TIMEOUT', 'FUNCTION_MEMORY'],
    ],
    'a message getter without an end': ['() => { throw { get message() { for (;;); } } }', ['FUNCTION_TIMEOUT']],
    'a toJSON without an end': ['() => ({ toJSON() { for (;;); } })', ['FUNCTION_TIMEOUT']],
    'a string of 1 GB': ['() => "x".repeat(2 ** 30)', ['STEP_FAILED']],
    'a result of 500 MB': ['() => "x".repeat(2 ** 29 - 24)', ['FUNCTION_MEMORY', 'STEP_OUTPUT_TOO_LARGE']],
    'WebAssembly memory of 1 GB': [
      '() => new Uint8Array(new WebAssembly.Memory({ initial: 16000 }).buffer).fill(1).length',
      ['FUNCTION_MEMORY'],
    ],
  }
  it.each(Object.entries(outcomes))('ends with a name: %s', async (_, [source, codes]) => {
    expect(codes).toContain(errorOf(await call(source)).code)
  })

  it('of logs is cut, and the call goes on', async () => {
    const outcome = await call('() => { for (let i = 0; i < 1e5; i++) console.log("x".repeat(50)); return 1 }')
    expect(resultOf(outcome)).toBe(1)
    expect(outcome.logs).toHaveLength(10_001)
  })
})

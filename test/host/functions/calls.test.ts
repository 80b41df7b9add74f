import { describe, expect, it } from 'vitest'
import { caller, errorOf, openPool, resultOf } from './support/pool.ts'

const pool = openPool()
const call = caller(pool)

describe('the forms of a source', () => {
  const forms = {
    declaration: 'function shape(parameters, libraries) { return parameters.a }',
    'anonymous function': 'function (parameters) { return parameters.a }',
    arrow: 'parameters => parameters.a',
    'async arrow': 'async ({ a }) => a',
    'async declaration': 'async function shape(p) { await null; return p.a }',
    'in parentheses': '(function (p) { return p.a })',
    'with comments and a semicolon': '/* first */ // second\nfunction shape(p) { return p.a } ; // last; one',
    'with a byte order mark': '\ufefffunction shape(p) { return p.a }',
    'that calls itself': 'function down(p) { return p.n === undefined ? down({ ...p, n: 1 }) : p.a }',
    'default export with helpers':
      'const twice = x => x * 2\nexport const HALF = 0.5\nexport default function shape(p) { return twice(p.a) * HALF }',
    'default export of a name': 'function shape(p) { return p.a }\nexport default shape;',
    'default export of an arrow': 'export default async p => p.a',
  }
  it.each(Object.entries(forms))('runs a source that is a function: %s', async (_, source) => {
    expect(resultOf(await call(source, { a: 7 }))).toBe(7)
  })

  const wrong = {
    'a statement': 'return 5',
    'a number': '5',
    nothing: '',
    'two functions': 'function a() {}\nfunction b() {}',
    'a call that gives a function': '(() => () => 1)()',
    'a default export that is no function': 'export default 5',
    'an import': 'import fs from "node:fs"\nexport default () => 1',
  }
  it.each(Object.entries(wrong))('answers STEP_FAILED for %s', async (_, source) => {
    const error = errorOf(await call(source))
    expect(error.code).toBe('STEP_FAILED')
    expect(error.message).toContain('shape.js')
  })

  it('names line and column of a syntax error', async () => {
    const { code, message } = errorOf(await call('function shape(p) {\n  return p +\n}'))
    expect(code).toBe('STEP_FAILED')
    expect(message).toContain('shape.js:3:1')
  })
})

describe('what a Function throws', () => {
  it('is STEP_FAILED with its message and the place in the source', async () => {
    const error = errorOf(await call('function shape(p) {\n  const lead = null\n  return lead.email\n}'))
    expect(error.code).toBe('STEP_FAILED')
    expect(error.message).toBe("Cannot read properties of null (reading 'email')")
    expect(error.stack?.split('\n').slice(1)).toEqual(['    at shape (shape.js:3:15)'])
  })

  it('counts columns of the first line from the source, too', async () => {
    expect(errorOf(await call('() => { throw new Error("x") }')).stack).toContain('shape.js:1:15')
  })

  it('keeps text, objects and errors of other kinds readable', async () => {
    expect(errorOf(await call('() => { throw "plain" }')).message).toBe('plain')
    expect(errorOf(await call('() => { throw { a: 1 } }')).message).toBe('{ a: 1 }')
    expect(errorOf(await call('async () => { throw new RangeError("far") }')).message).toBe('far')
    expect(errorOf(await call('() => { throw undefined }')).message).toBe('undefined')
  })

  it('fails the call when it is thrown in a timer, or rejects with nobody to hear it', async () => {
    const timer = '() => new Promise(() => setTimeout(() => { throw new Error("late") }, 1))'
    expect(errorOf(await call(timer))).toMatchObject({ code: 'STEP_FAILED', message: 'late' })
    const lost = '() => { Promise.reject(new Error("lost")); return 1 }'
    expect(errorOf(await call(lost))).toMatchObject({ code: 'STEP_FAILED', message: 'lost' })
    const microtask = 'async () => { queueMicrotask(() => { throw new Error("soon") }); await new Promise(() => {}) }'
    expect(errorOf(await call(microtask))).toMatchObject({ code: 'STEP_FAILED', message: 'soon' })
  })

  it('is an error about process.exit when the Function asks for it', async () => {
    expect(errorOf(await call('() => process.exit(1)'))).toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining('process.exit'),
    })
  })
})

describe('parameters and results', () => {
  const kept = {
    'dates as ISO text': ['() => new Date(0)', '1970-01-01T00:00:00.000Z'],
    'nothing as null': ['() => {}', null],
    'undefined and NaN as null': [
      '() => ({ a: undefined, b: NaN, c: [undefined, Infinity] })',
      { a: null, b: null, c: [null, null] },
    ],
    'toJSON by what it gives': [
      '() => ({ a: { toJSON: key => key + 1 }, u: new URL("http://a/") })',
      { a: 'a1', u: 'http://a/' },
    ],
    'boxed values': ['() => [new Number(1), new String("a"), new Boolean(false)]', [1, 'a', false]],
    'own members of instances': ['() => new (class { a = 1; get b() { return 2 } })()', { a: 1 }],
    'a shared object twice': ['() => { const a = { x: 1 }; return [a, a] }', [{ x: 1 }, { x: 1 }]],
    'what a promise gives': ['() => Promise.resolve([1])', [1]],
    'a Buffer that is no file': ['() => Buffer.from("a")', { type: 'Buffer', data: [97] }],
  } as const
  it.each(Object.entries(kept))('keeps %s', async (_, [source, result]) => {
    expect(resultOf(await call(source))).toEqual(result)
  })

  const refused = {
    'a BigInt': ['() => ({ a: [1n] })', 'result.a[0] is a BigInt'],
    'a function': ['() => ({ "a b": () => 1 })', 'result["a b"] is a function'],
    'a symbol': ['() => Symbol()', 'result is a symbol'],
    'a cycle': ['() => { const a = { b: [{}] }; a.b[0].c = a; return a }', 'result.b[0].c is result again'],
    'a file whose data is no hex': [
      '() => ({ f: { dataType: "FILE", data: "abxx" } })',
      'result.f.data is not hex (at character 2)',
    ],
    'odd hex': ['() => ({ dataType: "FILE", data: "abc" })', 'odd number of digits'],
    'endless depth': [
      '() => { const a = {}; let b = a; for (let i = 0; i < 1e5; i++) b = b.c = {}; return a }',
      'levels deep',
    ],
  } as const
  it.each(Object.entries(refused))('refuses %s with its path', async (_, [source, text]) => {
    const error = errorOf(await call(source))
    expect(error.code).toBe('FUNCTION_RESULT_INVALID')
    expect(error.message).toContain(text)
  })

  it('keeps __proto__, constructor and prototype as data, both ways', async () => {
    const text = '{"__proto__":{"polluted":1},"constructor":2,"prototype":[{"__proto__":null}]}'
    const result = resultOf(
      await call('p => ({ back: p, seen: Object.keys(p), own: ({}).polluted })', JSON.parse(text)),
    )
    expect(JSON.stringify(result)).toBe(`{"back":${text},"seen":["__proto__","constructor","prototype"],"own":null}`)
  })

  it('refuses a result past stepOutput', async () => {
    const small = openPool({ limits: { stepOutput: 100 } })
    expect(errorOf(await caller(small)('() => "x".repeat(200)')).code).toBe('STEP_OUTPUT_TOO_LARGE')
  })
})

describe('logs', () => {
  it('keep level, order, time and readable text', async () => {
    const before = Date.now()
    const outcome = await call(
      '() => { console.log("a", { b: [1] }); console.warn("%d items", 2); console.error(new Error("x").message) }',
    )
    expect(outcome.logs.map(({ level, text }) => [level, text])).toEqual([
      ['log', 'a { b: [ 1 ] }'],
      ['warn', '2 items'],
      ['error', 'x'],
    ])
    for (const { at } of outcome.logs) expect(at).toBeGreaterThanOrEqual(before - 1)
  })

  it('stop at a bound and say so', async () => {
    const { logs } = await call('() => { for (let i = 0; i < 20000; i++) console.log(i) }')
    expect(logs.length).toBe(10_001)
    expect(logs.at(-1)?.text).toContain('left out')
  })

  it('of a finished call do not reach the next', async () => {
    await call('() => { setTimeout(() => console.log("stray"), 0); return 1 }')
    const { logs } = await call('() => new Promise(done => setTimeout(done, 20))')
    expect(logs).toEqual([])
  })
})

describe('libraries', () => {
  it('load when they are asked for', async () => {
    const source = `(p, { lodash, moment, luxon, uuid, crypto, url, Buffer, mime, formData }) => [
      lodash.chunk([1, 2, 3], 2), moment.utc(0).format('YYYY'), luxon.DateTime.fromMillis(0, { zone: 'utc' }).year,
      uuid.validate(uuid.v4()), crypto.createHash('md5').update('a').digest('hex'), url.parse('http://a/b').pathname,
      Buffer.from('a').toString('hex'), mime.lookup('a.pdf'), typeof new formData().append,
    ]`
    expect(resultOf(await call(source))).toEqual([
      [[1, 2], [3]],
      '1970',
      1970,
      true,
      '0cc175b9c0f1b6a831c399e269772661',
      '/b',
      '61',
      'application/pdf',
      'function',
    ])
  })

  it('give media types by the names of mime 1 and of later ones', async () => {
    const source = `(p, { mime }) => [
      mime.lookup('a.pdf'), mime.extension('text/html'), mime.getType('a.pdf'), mime.getExtension('text/html'), mime.getType('a.zzzz'),
    ]`
    const expected = ['application/pdf', 'html', 'application/pdf', 'html', null]
    expect(resultOf(await call(source))).toEqual(expected)
  })

  it('are what their names say', async () => {
    const source = `async (p, libraries) => {
      const { ramda, dateFns, underscore, numberToWords, csv, jsonwebtoken, cheerio, bluebird } = libraries
      return [
        ramda.sum([1, 2]), dateFns.addDays(new Date(0), 1), underscore.last([1, 2]), numberToWords.toWords(12),
        csv.sync.parse('a,b\\n1,2', { columns: true }), jsonwebtoken.verify(jsonwebtoken.sign({ a: 1 }, 's', { noTimestamp: true }), 's'),
        cheerio.load('<p>hi</p>')('p').text(), await bluebird.map([1], x => x + 1),
        libraries['fast-xml-parser'].parse('<a><b>1</b></a>'), new libraries['fuse.js'](['ada', 'bob']).search('ad').length,
        libraries['node-fetch'] === fetch,
      ]
    }`
    expect(resultOf(await call(source))).toEqual([
      3,
      '1970-01-02T00:00:00.000Z',
      2,
      'twelve',
      [{ a: '1', b: '2' }],
      { a: 1 },
      'hi',
      [2],
      { a: { b: 1 } },
      1,
      true,
    ])
  })

  it('all load', async () => {
    const source =
      '(p, libraries) => Object.keys(libraries).filter(name => !["function", "object"].includes(typeof libraries[name]))'
    expect(resultOf(await call(source))).toEqual([])
  })

  it('fail with LIBRARY_UNKNOWN and how to add another', async () => {
    const error = errorOf(await call('(p, libraries) => libraries.leftpad("a")'))
    expect(error.code).toBe('LIBRARY_UNKNOWN')
    expect(error.message).toContain('npm install leftpad')
  })
})

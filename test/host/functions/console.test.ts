import { Console } from 'node:console'
import { expect, it } from 'vitest'
import { caller, openPool } from './support/pool.ts'

const call = caller(openPool())

/** What Node's own console prints for the same statements. */
function nodePrints(statements: string): string {
  const lines: string[] = []
  const stream = { write: (text: string) => lines.push(text) } as unknown as NodeJS.WritableStream
  const console = new Console({ stdout: stream, stderr: stream, ignoreErrors: false })
  Function('console', statements)(console)
  return lines.join('')
}

const statements = {
  formats:
    'console.log("%s is %d, %i, %f, %j %o %O %%", "a", 1.5, 1.5, "2.5", { b: 1 }, [1], { c: { d: { e: { f: 1 } } } }, "more")',
  values:
    'console.info(undefined, null, -0, 1n, Symbol("s"), [1, , 3], new Map([[1, { a: 1 }]]), new Set("ab"), /x/g, new Date(0), () => 1, class A {})',
  'deep objects': 'console.log({ a: { b: { c: { d: 1 } } }, long: Array.from({ length: 200 }, (_, i) => i) })',
  'several lines': 'console.warn("a\\nb", "c"); console.error("d")',
  groups:
    'console.group("outer"); console.log("in"); console.group(); console.warn("deeper\\nstill"); console.groupEnd(); console.groupCollapsed("x"); console.groupEnd(); console.groupEnd(); console.debug("out")',
  tables: 'console.table([{ a: 1, b: "x" }, { a: 2, c: true }]); console.table([[1, 2]], [0]); console.table(5)',
  counts:
    'console.count(); console.count("a"); console.count("a"); console.countReset("a"); console.count("a"); console.countReset("none")',
  assertions:
    'console.assert(true, "no"); console.assert(false); console.assert(0, "%s fails", "it"); console.assert(null, { a: 1 })',
  directories: 'console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }); console.dirxml([1], "a")',
  nothing: 'console.log(); console.clear(); console.log("")',
}
it.each(Object.entries(statements))('prints %s as Node does', async (_, text) => {
  const { logs } = await call(`() => { ${text} }`)
  expect(`${logs.map(line => `${line.text}\n`).join('')}`).toBe(nodePrints(text))
})

it('keeps each line’s level', async () => {
  const { logs } = await call(`() => {
    for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level](level)
    console.trace('where'); console.assert(false); console.table([1]); console.count()
  }`)
  expect(logs.map(line => line.level)).toEqual([
    'log',
    'info',
    'warn',
    'error',
    'debug',
    'debug',
    'error',
    'log',
    'log',
  ])
})

it('measures times and shows where it stands, in the source alone', async () => {
  const { logs } = await call(
    'function shape() {\n  console.time("t"); console.timeLog("t", 5); console.timeEnd("t"); console.timeEnd("t")\n  console.trace("%s", "here")\n}',
  )
  expect(logs[0]?.text).toMatch(/^t: [\d.]+ms 5$/)
  expect(logs[1]?.text).toMatch(/^t: [\d.]+ms$/)
  expect(logs.at(-1)?.text).toBe('Trace: here\n    at shape (shape.js:3:11)')
})

it('prints errors with the frames of the source alone, and what else they hold', async () => {
  const { logs } = await call(
    'function shape() {\n  console.log("got", new Error("one"))\n  console.error(Object.assign(new TypeError("two"), { code: 2 }))\n}',
  )
  expect(logs.map(line => line.text)).toEqual([
    'got Error: one\n    at shape (shape.js:2:22)',
    'TypeError: two\n    at shape (shape.js:3:31) {\n  code: 2\n}',
  ])
})

it('keeps the order and rising times of asynchronous work, and nothing of another call', async () => {
  const source = `async p => {
    console.group(p.name)
    const work = async (name, ms) => { console.log(name, 1); await new Promise(done => setTimeout(done, ms)); console.log(name, 2) }
    await Promise.all([work('slow', 20), work('fast', 1)])
    console.count()
  }`
  const outcomes = await Promise.all(['a', 'b', 'c'].map(name => call(source, { name })))
  for (const [index, { logs }] of outcomes.entries()) {
    const lines = ['slow 1', 'fast 1', 'fast 2', 'slow 2', 'default: 1'].map(line => `  ${line}`)
    expect(logs.map(line => line.text)).toEqual(['abc'[index], ...lines])
    const times = logs.map(line => line.at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  }
})

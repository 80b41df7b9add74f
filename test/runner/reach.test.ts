import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, errorOf, openPool, resultOf } from '../host/functions/support/pool.ts'

const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'triggerbench-outside-'))
const written = path.join(outside, 'written')
let workspace: string
let call: ReturnType<typeof caller>

/** A package of the workspace, which stands for a library that goes as far as it can. */
function install(name: string, source: string): void {
  const folder = path.join(workspace, 'node_modules', name)
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'index.js'), source)
}

beforeAll(() => {
  workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'triggerbench-test-'))
  fs.writeFileSync(path.join(outside, 'secret.js'), 'module.exports = "secret"')
  install('reach', 'module.exports = code => eval(code)')
  fs.symlinkSync(path.join(outside, 'secret.js'), path.join(workspace, 'node_modules/reach/link.js'))
  fs.writeFileSync(path.join(workspace, 'package.json'), '{"dependencies":{"reach":"1"}}')
  call = caller(openPool({ workspace }))
})
afterAll(() => {
  for (const folder of [workspace, outside]) fs.rmSync(folder, { recursive: true })
})

describe('a library, with require in its hands', () => {
  const closed: Record<string, string> = {
    files: 'require("fs").readFileSync("/etc/hostname")',
    'files by promise': 'require("fs/promises").readFile("/etc/hostname")',
    'written files': `require("node:fs").writeFileSync(${JSON.stringify(written)}, "x")`,
    'files outside through a link': 'require("./link.js")',
    'files outside by their path': 'require("/etc/passwd")',
    processes: 'require("child_process").execSync("true")',
    threads: 'new (require("worker_threads").Worker)("1", { eval: true })',
    clusters: 'require("cluster").fork()',
    sockets: 'require("net").connect(1)',
    datagrams: 'require("dgram").createSocket("udp4")',
    names: 'require("dns").lookup("localhost", () => {})',
    'the inspector': 'require("inspector").open(0)',
    databases: 'new (require("node:sqlite").DatabaseSync)(":memory:")',
    'V8’s flags': 'require("v8").setFlagsFromString("--expose-gc")',
    'another context': 'require("vm").runInNewContext("1")',
    modules: 'require("module")._load("fs").readFileSync("/etc/hostname")',
    'the machine': 'require("os").hostname()',
    hooks: 'require("async_hooks").createHook({}).enable()',
    WASI: 'new (require("wasi").WASI)({ version: "preview1" })',
    'native code': 'process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libm.so.6")',
    bindings: 'process.binding("fs").open("/etc/hostname", 0, 0)',
    'built-ins by another door': 'process.getBuiltinModule("fs").readFileSync("/etc/hostname")',
    signals: 'process.kill(process.ppid, 0)',
    'the host’s inspector': 'process._debugProcess(1)',
    'the main module': 'process.mainModule.require("fs").readFileSync("/etc/hostname")',
    'the module’s parent': 'module.constructor._load("fs").readFileSync("/etc/hostname")',
    'the cache of modules': 'Object.values(require.cache).find(m => /runner/.test(m.id)).exports',
  }
  it.each(Object.entries(closed))('reaches no %s', async (_, code) => {
    const outcome = await call('async (p, { reach }) => { const got = await reach(p.code); return String(got) }', {
      code,
    })
    expect(outcome).toMatchObject({ ok: false })
    expect(fs.existsSync(written)).toBe(false)
  })

  it('finds no descriptor of the runner to read from or to write to', async () => {
    const code = `[3, 4, 5, 6].map(fd => { try { require('fs').writeSync(fd, 'x'); return 'wrote' } catch (e) { return e.message } })`
    const words = resultOf(await call('(p, { reach }) => reach(p.code)', { code }))
    expect(words).toEqual(Array(4).fill('node:fs is out of reach in a Function'))
    expect(errorOf(await call('(p, { reach }) => reach("new (require(\\"tty\\").WriteStream)(4)")')).message).toContain(
      'out of reach',
    )
  })
})

it('a Function finds nothing of another call or of another Function', async () => {
  await call('p => { globalThis.kept = p; shared = p; this.more = p; return 1 }', { secret: 'mine' })
  await call('function shape(p) { shape.kept = p; return 1 }', { secret: 'mine' })
  const look = `p => [typeof kept, typeof shared, typeof more, Object.keys(globalThis).length, typeof shape]`
  const first = resultOf(await call(look)) as unknown[]
  for (let i = 0; i < 6; i++) expect(resultOf(await call(look))).toEqual(first)
  expect([...first.slice(0, 3), first[4]]).toEqual(Array(4).fill('undefined'))
})

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runnerArguments } from '../../src/host/functions/locate.ts'
import { caller, errorOf, MIB, openPool, resultOf } from '../host/functions/support/pool.ts'

describe('user code', () => {
  const call = caller(openPool())

  it('has the language, the web’s pure classes and nothing of Node besides', async () => {
    const names = resultOf(await call('() => Object.getOwnPropertyNames(globalThis)')) as string[]
    expect(names).toEqual(
      expect.arrayContaining(['Buffer', 'URL', 'TextEncoder', 'console', 'setTimeout', 'fetch', 'Intl']),
    )
    for (const name of [
      'require',
      'module',
      'exports',
      'navigator',
      'WebSocket',
      'EventSource',
      'Worker',
      'BroadcastChannel',
    ]) {
      expect(names).not.toContain(name)
    }
  })

  const waysToProcess = {
    'Function()': 'Function("return process")()',
    'a constructor of a constructor': '[].constructor.constructor("return process")()',
    'a constructor of a built-in': 'Buffer.from.constructor("return process")()',
    'indirect eval': '(0, eval)("process")',
    'sloppy this': '(function () { return this })().process',
    'a library': 'libraries.lodash.constructor("return this")().process',
  }
  it.each(Object.entries(waysToProcess))('meets a harmless process through %s', async (_, way) => {
    const source = `function probe(parameters, libraries) {
      const p = ${way}
      return ['kill', '_kill', '_debugProcess', 'binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule', 'report', 'execve', 'ppid']
        .map(name => { try { return typeof p[name] === 'undefined' || String(p[name](1, 0)) } catch (error) { return true } })
    }`
    expect(resultOf(await call(source))).toEqual(Array(11).fill(true))
  })

  const imports = {
    'import()': '() => import("node:fs")',
    'import() in Function': '() => Function("return import(\'node:fs\')")()',
    'import() in indirect eval': '() => (0, eval)("import(\'node:child_process\')")',
    'import() in async constructor': '() => (async () => {}).constructor("return import(\'node:fs\')")()',
    'import() in a microtask': '() => Promise.resolve("import(\'node:fs\')").then(eval)',
    'import() in a module': 'export default () => import("node:fs")',
    'import() of a file': `() => import(${JSON.stringify(import.meta.url)})`,
    require: '() => require("node:fs")',
    'a stack’s call sites':
      '() => { Error.prepareStackTrace = (e, sites) => sites; const found = new Error().stack.map(s => s.getThis?.() ?? s.getFunction?.()).find(x => x && x !== globalThis && typeof x !== "function"); if (found) return 1; throw new Error("nothing") }',
    'the caller of a function': 'function probe() { return probe.caller.name }',
  }
  it.each(Object.entries(imports))('cannot load modules or climb out by %s', async (_, source) => {
    expect(errorOf(await call(source)).code).toBe('STEP_FAILED')
  })

  it('is not the receiver of anything of the runner’s', async () => {
    expect(
      resultOf(await call('function probe() { "use strict"; return this === undefined && arguments.length }')),
    ).toBe(2)
  })

  it('finds an empty environment', async () => {
    expect(resultOf(await call('() => [process.env, process.argv]'))).toEqual([{}, []])
  })
})

describe('a runner’s process, had user code reached Node after all', () => {
  const args = runnerArguments(
    { limits: { functionTimeout: 1000, functionMemory: 64 * MIB } } as Parameters<typeof runnerArguments>[0],
    'mark',
  )
  const flags = args.filter(argument => argument.startsWith('--'))
  const outside = path.join(os.tmpdir(), `triggerbench-outside-${process.pid}`)
  const library = (name: string) => `process.getBuiltinModule('node:${name}')`

  const reaches: Record<string, string> = {
    'reads a file': `${library('fs')}.readFileSync('/etc/hostname')`,
    'writes a file': `${library('fs')}.writeFileSync(${JSON.stringify(outside)}, 'x')`,
    'lists a folder': `${library('fs')}.readdirSync('/')`,
    'starts a process': `${library('child_process')}.execSync('true')`,
    'replaces itself': `process.execve('/bin/true')`,
    'starts a thread': `new (${library('worker_threads')}.Worker)('1', { eval: true })`,
    'loads native code': `process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libm.so.6')`,
    'opens a database': `new (${library('sqlite')}.DatabaseSync)(${JSON.stringify(outside)})`,
    'opens the inspector': `${library('inspector')}.open(0)`,
    connects: `await new Promise((done, fail) => ${library('net')}.connect(1, '127.0.0.1').on('connect', done).on('error', e => fail(e.code === 'ERR_ACCESS_DENIED' ? e : process.exit(0))))`,
    listens: `await new Promise((done, fail) => ${library('net')}.createServer().on('error', e => fail(e)).listen(0, done))`,
    'sends datagrams': `await new Promise((done, fail) => ${library('dgram')}.createSocket('udp4').on('error', fail).send('x', 9, '127.0.0.1', e => e ? fail(e) : done()))`,
    'asks DNS': `await ${library('dns')}.promises.lookup('localhost')`,
  }
  it.each(Object.entries(reaches))('is refused when it %s', (_, code) => {
    const script = `try { ${code}; console.log('reached') } catch (error) { console.log('refused', error.code ?? error.message) }`
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', script], {
      env: {},
      encoding: 'utf8',
    })
    expect(stdout + stderr).toMatch(/^refused/)
    expect(fs.existsSync(outside)).toBe(false)
  })
})

describe('a workspace’s own libraries', () => {
  it('are offered by their names in its package.json, and can read nothing but modules', async () => {
    const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'triggerbench-test-'))
    const install = (name: string, source: string) => {
      fs.mkdirSync(path.join(workspace, 'node_modules', name), { recursive: true })
      fs.writeFileSync(path.join(workspace, 'node_modules', name, 'index.js'), source)
    }
    fs.writeFileSync(
      path.join(workspace, 'package.json'),
      JSON.stringify({ dependencies: { greet: '1', nosy: '1', gone: '1' } }),
    )
    install('greet', 'module.exports = name => require("path").join("hello", name)')
    install('nosy', 'const { readFileSync } = require("fs"); module.exports = () => readFileSync("/etc/hostname")')
    const call = caller(openPool({ workspace }))
    expect(resultOf(await call('(p, { greet }) => greet("ada")'))).toBe('hello/ada')
    expect(errorOf(await call('(p, { nosy }) => nosy()')).message).toContain('node:fs is out of reach')
    expect(errorOf(await call('(p, { gone }) => gone')).code).toBe('LIBRARY_UNKNOWN')
    fs.rmSync(workspace, { recursive: true })
  })
})

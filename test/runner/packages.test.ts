import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageFolders } from '../../src/host/functions/packages.ts'
import { caller, errorOf, openPool, resultOf } from '../host/functions/support/pool.ts'

let root: string
let workspace: string

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'triggerbench-test-')))
  workspace = path.join(root, 'home/workspace')
  write('home/workspace/.triggerbench/secrets.json', '{"KEY":"mine"}')
  depend({})
})
afterEach(() => fs.rmSync(root, { recursive: true }))

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  fs.writeFileSync(path.join(root, file), text)
}

/** A package in a folder of the test's, with the source of its one module. */
function make(folder: string, source: string, dependencies: Record<string, string> = {}): void {
  write(`${folder}/package.json`, JSON.stringify({ name: path.basename(folder), dependencies }))
  write(`${folder}/index.js`, source)
}

function depend(dependencies: Record<string, string>): void {
  write('home/workspace/package.json', JSON.stringify({ dependencies }))
}

function link(from: string, to: string): void {
  fs.mkdirSync(path.dirname(path.join(root, from)), { recursive: true })
  fs.symlinkSync(path.join(root, to), path.join(root, from), 'junction')
}

const open = () => caller(openPool({ workspace }))
const use = (name: string) => `(p, libraries) => libraries[${JSON.stringify(name)}](p.path)`

describe('a package that is a link', () => {
  it('loads from its own folder, with what it depends on', async () => {
    depend({ '@me/linked': '1' })
    link('home/workspace/node_modules/@me/linked', 'elsewhere/linked')
    make('elsewhere/linked', 'module.exports = () => [require("./more"), require("dep"), require("other")]', {
      dep: '1',
      other: '1',
    })
    write('elsewhere/linked/more.js', 'module.exports = "more"')
    make('elsewhere/node_modules/dep', 'module.exports = "dep"')
    link('elsewhere/node_modules/other', 'third/other')
    make('third/other', 'module.exports = "other"')
    expect(resultOf(await open()(use('@me/linked')))).toEqual(['more', 'dep', 'other'])
  })

  it('loads where node_modules itself is one, or pnpm has made it', async () => {
    depend({ plain: '1', kept: '1' })
    link('home/workspace/node_modules', 'installed/node_modules')
    make('installed/node_modules/plain', 'module.exports = () => "plain"')
    link('installed/node_modules/kept', 'store/node_modules/.pnpm/kept@1/node_modules/kept')
    make('store/node_modules/.pnpm/kept@1/node_modules/kept', 'module.exports = () => require("deep")', { deep: '1' })
    link('store/node_modules/.pnpm/kept@1/node_modules/deep', 'store/node_modules/.pnpm/deep@1/node_modules/deep')
    make('store/node_modules/.pnpm/deep@1/node_modules/deep', 'module.exports = "deep"')
    const call = open()
    expect(resultOf(await call(use('plain')))).toBe('plain')
    expect(resultOf(await call(use('kept')))).toBe('deep')
  })

  it('loads from a node_modules above the workspace', async () => {
    depend({ hoisted: '1' })
    make('home/node_modules/hoisted', 'module.exports = () => "hoisted"')
    expect(resultOf(await open()(use('hoisted')))).toBe('hoisted')
  })

  it('opens its own folder and nothing around it', async () => {
    depend({ linked: '1' })
    link('home/workspace/node_modules/linked', 'elsewhere/linked')
    link('elsewhere/linked/out.json', 'elsewhere/beside.json')
    make('elsewhere/linked', 'module.exports = path => require(path)', { sibling: '1', '../../secret': '1' })
    make('elsewhere/sibling', 'module.exports = "sibling"')
    for (const file of ['elsewhere/beside.json', 'home/beside.json', 'secret/own.json', 'elsewhere/linked-2/x.json']) {
      write(file, '"read"')
    }
    write('secret/package.json', '{"name":"secret"}')
    write('elsewhere/linked/own.json', '"own"')
    const call = open()
    expect(resultOf(await call(use('linked'), { path: './own.json' }))).toBe('own')
    const closed = [
      'elsewhere/beside.json',
      'elsewhere/sibling',
      'elsewhere/linked-2/x.json',
      'elsewhere/linked/out.json',
    ]
    for (const file of [
      ...closed,
      'home/beside.json',
      'home/workspace/.triggerbench/secrets.json',
      'secret/own.json',
    ]) {
      const { message } = errorOf(await call(use('linked'), { path: path.join(root, file) }))
      expect(message, file).toContain('Access to this API has been restricted')
    }
    const reads = ['import(p.path)', 'require(p.path)', 'process.binding("fs")', 'fetch("file://" + p.path)']
    for (const read of reads) {
      const outcome = await call(`async p => JSON.stringify(await ${read})`, { path: path.join(root, closed[0] ?? '') })
      expect(outcome.ok, read).toBe(false)
    }
  })

  it.each(['home', 'home/workspace', '', 'no-package', 'home/workspace/.triggerbench', 'other'])(
    'opens nothing where it leads to /%s',
    async to => {
      depend({ wide: '1' })
      link('home/workspace/node_modules/wide', to)
      fs.mkdirSync(path.join(root, 'no-package'))
      write('no-package/index.js', 'module.exports = () => "loaded"')
      write('other/.triggerbench/secrets.json', '{}')
      for (const folder of ['', 'home/', 'home/workspace/.triggerbench/', 'other/'])
        make(`${folder}.`, 'module.exports = () => "loaded"')
      write('home/workspace/index.js', 'module.exports = () => "loaded"')
      write('home/workspace/package.json', '{"name":"workspace","dependencies":{"wide":"1"}}')
      expect(packageFolders(workspace)).toEqual([path.join(workspace, 'node_modules')])
      const { code, message } = errorOf(await open()(use('wide')))
      expect(code).toBe('LIBRARY_UNKNOWN')
      expect(message).toContain(`it reads ${path.join(root, to, 'index.js')}, which lies outside of its packages`)
    },
  )

  it('opens nothing for the user’s home, for a star in a name, or for a node_modules around the workspace', () => {
    const inner = path.join(root, 'node_modules/made/inner')
    write('node_modules/made/inner/package.json', '{"dependencies":{"home":"1","star":"1","own":"1","above":"1"}}')
    make('node_modules/above', '')
    link('node_modules/made/inner/node_modules/star', 'many/*')
    make('many/*', '')
    make('node_modules/made/inner/node_modules/own', '')
    fs.symlinkSync(os.homedir(), path.join(inner, 'node_modules/home'), 'junction')
    expect(packageFolders(inner)).toEqual([path.join(inner, 'node_modules'), path.join(root, 'node_modules/above')])
  })
})

it('the product’s own libraries load where its node_modules is a link', () => {
  const product = path.resolve(import.meta.dirname, '../..')
  fs.cpSync(path.join(product, 'src'), path.join(root, 'product/src'), { recursive: true })
  fs.cpSync(path.join(product, 'package.json'), path.join(root, 'product/package.json'))
  fs.symlinkSync(path.join(product, 'node_modules'), path.join(root, 'product/node_modules'), 'junction')
  const script = `
    import { systemClock } from './src/host/engine/clock.ts'
    import { createFunctionPool } from './src/host/functions/pool.ts'
    const limits = { functionTimeout: 30_000, functionMemory: 2 ** 27 }
    const pool = createFunctionPool({ clock: systemClock, limits, makeFile: () => Promise.reject(new Error()) })
    const source = '(p, { lodash, cheerio }) => cheerio.load("<b>" + lodash.last([1, 2]))("b").text()'
    console.log(JSON.stringify(await pool.call({ source, sourceName: 'shape.js', parameters: {} })))
    await pool.close()`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: path.join(root, 'product'),
    encoding: 'utf8',
  })
  expect(stdout, stderr).toContain('"ok":true,"result":"2"')
})

describe('a package added while the host runs', () => {
  it('is found within a moment, and gone after it was taken away', async () => {
    const call = open()
    expect(errorOf(await call(use('late'))).message).toContain('npm install late')
    make('home/workspace/node_modules/late', 'module.exports = () => "here"')
    depend({ late: '1' })
    await expect.poll(() => call(use('late'))).toMatchObject({ ok: true })
    for (let i = 0; i < 8; i++) expect(resultOf(await call(use('late')))).toBe('here')
    depend({})
    await expect
      .poll(() => call(use('late')))
      .toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('npm install late') },
      })
  })

  it('is found when it is installed after package.json named it', async () => {
    depend({ late: '1' })
    const call = open()
    expect(errorOf(await call(use('late'))).message).toContain('does not load')
    make('elsewhere/late', 'module.exports = () => "here"')
    link('home/workspace/node_modules/late', 'elsewhere/late')
    await expect.poll(() => call(use('late'))).toMatchObject({ ok: true, result: 'here' })
  })

  it('does not matter to Functions without it, nor does the whole workspace, taken away', async () => {
    const call = open()
    const last = '(p, { lodash }) => lodash.last([1, 2])'
    expect(resultOf(await call(last))).toBe(2)
    fs.rmSync(workspace, { recursive: true })
    for (let i = 0; i < 8; i++) expect(resultOf(await call(last))).toBe(2)
  })
})

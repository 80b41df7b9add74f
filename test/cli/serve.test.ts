import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { TOKEN_HEADER } from '../../src/shared/control.ts'
import { openFolder } from '../support/folder.ts'
import { cli, type Served, serve } from './cli.ts'
import { files } from './workspace.ts'

const { root, remove } = openFolder(files)
afterAll(remove)
let host: Served | undefined
afterEach(async () => {
  await host?.stop()
  host = undefined
})

describe('serve', () => {
  it('says as one line of JSON where it listens and which process holds the database', async () => {
    host = await serve(root)
    expect(host.trigger).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(host.control).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=.{22,}$/)
    expect(host.pid).toBeGreaterThan(0)
    const answer = await fetch(`${host.trigger}/projects/p/sdk/triggers/echo`, { method: 'POST' })
    expect(answer.status).toBe(200)
    const state = await fetch(new URL('/api/state', host.control), { headers: { [TOKEN_HEADER]: host.token } })
    expect(await state.json()).toMatchObject({ pid: host.pid })
  })

  it('starts with a workflow that does not load, and lists it', async () => {
    host = await serve(root)
    const answer = await fetch(`${host.trigger}/projects/p/sdk/triggers/broken`, { method: 'POST' })
    expect(answer.status).toBe(422)
    await host.stop()
    expect(host.errors()).toContain('workflows/broken.workflow.yaml:4')
    host = undefined
  })

  it('says what a change breaks, once, and which file has no problems any more', async () => {
    const path = join(root, 'workflows/echo.workflow.yaml')
    const text = readFileSync(path, 'utf8')
    host = await serve(root)
    await host.said('workflows/broken.workflow.yaml:4')
    writeFileSync(path, `${text}\nstepz: []\n`)
    await host.said('workflows/echo.workflow.yaml:')
    writeFileSync(path, text)
    await host.said('workflows/echo.workflow.yaml: no problems any more\n')
    const broken = host.errors().match(/.*broken\.workflow\.yaml.*/g) ?? []
    expect(broken).toEqual([...new Set(broken)])
  })

  it('says how many runs its end cut off', async () => {
    host = await serve(root)
    await fetch(`${host.trigger}/projects/p/sdk/triggers/later`, { method: 'POST' })
    expect(await host.stop()).toBe(0)
    expect(host.errors()).toContain('Stopping: 1 run is cut off\n')
    host = undefined
  })

  it('ends with 0 when it is asked to, and gives the workspace back', async () => {
    const first = await serve(root)
    expect(statSync(join(root, '.triggerbench/host.json')).mode & 0o777).toBe(0o600)
    expect(await first.stop()).toBe(0)
    host = await serve(root)
  })

  it('has the app at the port of the last start, and at another when that one is taken', async () => {
    const first = await serve(root)
    await first.stop()
    host = await serve(root)
    expect(new URL(host.control).port).toBe(new URL(first.control).port)
    await host.stop()

    const taken = createServer().listen(Number(new URL(first.control).port), '127.0.0.1')
    await once(taken, 'listening')
    host = await serve(root)
    const other = new URL(host.control).port
    expect(other).not.toBe(new URL(first.control).port)
    taken.close()
    await host.stop()
    host = await serve(root)
    expect(new URL(host.control).port).toBe(other)
  })

  it('ends with 4 on a workspace that has a host, and names its address', async () => {
    host = await serve(root)
    const { code, out, err } = await cli(['serve', root, '--json', '--port', '0'])
    expect(code).toBe(4)
    expect(out).toHaveLength(0)
    expect(err).toContain(host.trigger)
    expect(err).not.toContain(host.token)
  })

  it.each([
    ['--port', '--port N'],
    ['--control-port', '--control-port N'],
  ])('ends with 4 when the %s is taken, and says how to choose another', async (option, how) => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const { code, err } = await cli(['serve', root, option, String(port)])
    taken.close()
    expect(code).toBe(4)
    expect(err).toContain(String(port))
    expect(err).toContain(how)
  })

  it('ends with 3 where a newer program wrote the history, as the commands that read it do', async () => {
    const folder = openFolder(files)
    const dataDir = join(folder.root, '.triggerbench')
    mkdirSync(dataDir, { mode: 0o700 })
    const db = new Database(join(dataDir, 'history.db'))
    db.pragma('user_version = 99')
    db.close()
    for (const args of [
      ['serve', folder.root, '--json', '--port', '0'],
      ['history', 'list', '--workspace', folder.root],
    ]) {
      const { code, out, err } = await cli(args)
      expect([code, out.toString(), err]).toEqual([3, '', expect.stringContaining('newer Triggerbench')])
    }
    folder.remove()
  })

  it('ends with 3 where triggerbench.yaml cannot be read, and says where', async () => {
    const broken = openFolder({ 'triggerbench.yaml': 'projectId: p\nlimitz: {}\n' })
    const { code, err } = await cli(['serve', broken.root])
    broken.remove()
    expect(code).toBe(3)
    expect(err).toMatch(/triggerbench\.yaml:2:1.*limits/)
  })

  it.each(['70000', 'x', '-1'])('ends with 2 for the port %s', async port => {
    expect((await cli(['serve', root, `--port=${port}`])).code).toBe(2)
  })
})

describe('the program', () => {
  it('refuses an older Node in one sentence before anything else is loaded', async () => {
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })`
    const { code, err } = await cli(['serve', root], { node: ['--import', `data:text/javascript,${older}`] })
    expect(code).toBe(4)
    expect(err.trim()).toMatch(/^Triggerbench runs on Node 26 and this is Node 20\.11\.0\.[^\n]*$/)
  })

  it('says its version and its commands', async () => {
    expect((await cli(['--version'])).out.toString()).toMatch(/^\d+\.\d+\.\d+\n$/)
    const { code, out } = await cli(['--help'])
    expect(code).toBe(0)
    for (const command of ['serve', 'run', 'history', 'init']) expect(out.toString()).toContain(command)
  })
})

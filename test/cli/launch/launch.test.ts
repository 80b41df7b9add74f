import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runElectron } from '../../../src/cli/launch/electron-window.ts'
import { gatherFacts } from '../../../src/cli/launch/facts.ts'
import { type HostAddress, type LaunchEffects, launch } from '../../../src/cli/launch/launch.ts'

const own: HostAddress = { trigger: 'http://127.0.0.1:4750', control: 'http://127.0.0.1:5000/#token=own' }
const other: HostAddress = { trigger: 'http://127.0.0.1:4750', control: 'http://127.0.0.1:6000/#token=other' }

/** A launch with everything outside of it replaced; `done` lists what it did, in order. */
async function launched(changes: Partial<LaunchEffects>, startHost = async () => own) {
  const done: string[] = []
  const said: string[] = []
  const given: string[] = []
  const effects: LaunchEffects = {
    facts: () => ({ display: true, root: false }),
    runElectron: async request => {
      done.push(`electron ${request.workspace} ${request.hostArguments.join(' ')}`)
      return { started: true, code: 0, detail: '' }
    },
    openBrowser: async address => {
      done.push(`browser ${address}`)
    },
    runningHost: () => undefined,
    ...changes,
  }
  const options = {
    workspace: '/w',
    hostArguments: ['--port', '0'],
    say: (line: string) => said.push(line),
    give: (address: string) => given.push(address),
    startHost: async () => {
      done.push('host')
      return startHost()
    },
  }
  return { outcome: await launch(options, effects), done, said, given }
}

describe('opening the workbench', () => {
  it('leaves the host to the Electron window', async () => {
    const { outcome, done, said } = await launched({
      facts: () => ({ display: true, root: false, electronBinary: '/e' }),
    })
    expect(outcome).toEqual({ kind: 'window', code: 0 })
    expect(done).toEqual(['electron /w --port 0'])
    expect(said).toHaveLength(1)
  })

  it('starts a host here and opens the browser on it', async () => {
    const { outcome, done } = await launched({})
    expect(outcome).toEqual({ kind: 'serving', address: own })
    expect(done).toEqual(['host', `browser ${own.control}`])
  })

  it('only says the address without a display', async () => {
    const { done, said, given } = await launched({ facts: () => ({ display: false, root: false }) })
    expect(done).toEqual(['host'])
    expect(said[1]).toContain(own.trigger)
    expect(given).toEqual([own.control])
  })

  it('opens the running host of a workspace that is open already', async () => {
    const { outcome, done } = await launched({ runningHost: () => other })
    expect(outcome).toEqual({ kind: 'joined', address: other })
    expect(done).toEqual([`browser ${other.control}`])
  })

  it('joins the winner when two starts race', async () => {
    const looks = [undefined, other]
    const { outcome } = await launched({ runningHost: () => looks.shift() }, async () => {
      throw new Error('locked')
    })
    expect(outcome).toEqual({ kind: 'joined', address: other })
  })

  it('passes on why the host could not start', async () => {
    const failing = launched({}, async () => {
      throw new Error('the port is taken')
    })
    await expect(failing).rejects.toThrow('the port is taken')
  })

  it('falls back to the browser, and says so, when Electron does not run here', async () => {
    const { outcome, said } = await launched({
      facts: () => ({ display: true, root: false, electronBinary: '/e' }),
      runElectron: async () => ({ started: false, code: 127, detail: 'exit code 127' }),
    })
    expect(outcome.kind).toBe('serving')
    expect(said[1]).toContain('exit code 127')
  })
})

describe('an Electron executable', () => {
  const request = { sandbox: true, workspace: '/w', hostArguments: [] }

  it('that is missing counts as not started', async () => {
    expect(await runElectron({ ...request, executable: '/no/such/electron' })).toMatchObject({ started: false })
  })

  it('whose libraries are missing counts as not started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'electron-'))
    const executable = join(folder, 'electron')
    writeFileSync(executable, '#!/bin/sh\nexit 127\n', { mode: 0o755 })
    expect(await runElectron({ ...request, executable })).toMatchObject({ started: false, code: 127 })
    rmSync(folder, { recursive: true })
  })
})

describe('the facts of this machine', () => {
  it.each([
    [{}, 'linux', false],
    [{ DISPLAY: ':0' }, 'linux', true],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
    [{}, 'darwin', true],
    [{}, 'win32', true],
  ])('%j on %s: display %s', (env, platform, display) => {
    expect(gatherFacts(env, platform).display).toBe(display)
  })

  it('name an override whether or not it exists', () => {
    expect(gatherFacts({ TRIGGERBENCH_ELECTRON: '/no/such' }, 'linux').electronOverride).toEqual({
      path: '/no/such',
      exists: false,
    })
  })
})

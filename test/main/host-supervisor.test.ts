import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../src/main/free-port.ts'
import { type HostProcess, HostStartError, startHostProcess } from '../../src/main/host-process.ts'
import { createHostSupervisor, type HostSupervisor } from '../../src/main/host-supervisor.ts'
import type { HostState } from '../../src/shared/desktop.ts'

const stub = join(import.meta.dirname, '../support/stub-host.mjs')

/** Records states and lets a test wait for the next one of a kind. */
function stateLog() {
  const states: HostState[] = []
  let wake = () => {}
  return {
    states,
    push(state: HostState) {
      states.push(state)
      wake()
    },
    async until(kind: HostState['kind']): Promise<HostState> {
      for (;;) {
        const found = states.find(state => state.kind === kind)
        if (found) return found
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
  }
}

describe('the supervised host', () => {
  let workspace: string
  let supervisor: HostSupervisor
  let log: ReturnType<typeof stateLog>
  let waits: number[]
  let controlPort: number
  let started: number

  function supervise(start: (triggerPort: number | undefined) => HostProcess) {
    supervisor = createHostSupervisor({
      start: port => {
        started += 1
        return start(port)
      },
      clock: {
        now: () => 0,
        wait: async milliseconds => {
          waits.push(milliseconds)
        },
      },
      onState: log.push,
    })
  }

  const command = (script: string, ...more: string[]) => ({
    executable: process.execPath,
    arguments: [script, workspace, '--control-port', String(controlPort), ...more],
    env: { ...process.env, TRIGGERBENCH_CONTROL_TOKEN: 'a-token', TRIGGERBENCH_PARENT_PIPE: '1' },
  })
  const startStub = (port: number | undefined) =>
    startHostProcess(command(stub, ...(port === undefined ? [] : ['--port', String(port)])))

  beforeEach(async () => {
    workspace = mkdtempSync(join(tmpdir(), 'supervisor-'))
    controlPort = await freePort(undefined)
    log = stateLog()
    waits = []
    started = 0
  })

  afterEach(async () => {
    await supervisor.stop()
    rmSync(workspace, { recursive: true })
  })

  it('announces the addresses that the host printed', async () => {
    supervise(startStub)
    const addresses = await supervisor.start()
    expect(addresses.control).toBe(`http://127.0.0.1:${controlPort}/#token=a-token`)
    expect(await (await fetch(addresses.trigger)).text()).toBe('trigger')
  })

  it('starts a killed host again on the same ports', async () => {
    supervise(startStub)
    const addresses = await supervisor.start()
    process.kill(addresses.pid, 'SIGKILL')
    expect(await log.until('died')).toMatchObject({ attempt: 1, reason: 'the host was ended by SIGKILL' })
    await log.until('restarted')
    expect(await (await fetch(addresses.trigger)).text()).toBe('trigger')
    expect(await (await fetch(new URL('/', addresses.control))).text()).toContain('Workbench stub')
  })

  it('waits longer after each death in a row, then gives up until asked', async () => {
    let broken = false
    supervise(port => (broken ? startHostProcess(command('--no-such-option')) : startStub(port)))
    const { pid } = await supervisor.start()
    broken = true
    process.kill(pid, 'SIGKILL')
    await log.until('gaveUp')
    expect(waits).toEqual([100, 500, 1_000, 2_000, 4_000, 8_000])
    broken = false
    supervisor.restart()
    await log.until('restarted')
    expect(supervisor.state().kind).toBe('running')
  })

  it('says why the first host did not come up, and does not try again by itself', async () => {
    supervise(() => startHostProcess(command('--no-such-option')))
    const failure = await supervisor.start().catch(error => error)
    expect(failure).toBeInstanceOf(HostStartError)
    expect(failure.message).toContain('--no-such-option')
    expect(started).toBe(1)
  })

  it('says so when the program to run is missing', async () => {
    supervise(() => startHostProcess({ ...command(stub), executable: join(workspace, 'gone') }))
    const failure = await supervisor.start().catch(error => error)
    expect(failure).toBeInstanceOf(HostStartError)
    expect(failure.message).toContain('ENOENT')
  })

  it('ends the host when stopped, and starts no other', async () => {
    supervise(startStub)
    const { trigger } = await supervisor.start()
    await supervisor.stop()
    await expect(fetch(trigger)).rejects.toThrow()
    expect(started).toBe(1)
    expect(log.states).toEqual([])
  })
})

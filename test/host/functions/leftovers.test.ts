import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endLeftoverRunners } from '../../../src/host/functions/leftovers.ts'
import { openPool } from './support/pool.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'triggerbench-test-'))
  file = path.join(folder, 'runners.json')
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

/** Resolves when the process is gone or only its exit status is left. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      if (/^\d+ \(.*\) [ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))) return
    } catch {
      return
    }
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe.runIf(process.platform === 'linux')('runners of a host that was killed', () => {
  it('end by themselves when idle, and by the next host when in an endless loop', async () => {
    const host = spawn(process.execPath, [path.join(import.meta.dirname, 'support/host.ts'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(host.stdout, 'data')) as [Buffer]
    const pids = JSON.parse(line.toString('utf8')) as number[]
    host.kill('SIGKILL')
    await once(host, 'exit')
    expect(endLeftoverRunners(file).length).toBeGreaterThan(0)
    await Promise.all(pids.map(gone))
    expect(fs.existsSync(file)).toBe(false)
  })

  it('are only what the file’s mark is found on', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    fs.writeFileSync(file, JSON.stringify({ mark: 'triggerbench-runner-x', pids: [other.pid, process.pid, -1, 'a'] }))
    expect(endLeftoverRunners(file)).toEqual([])
    expect(other.exitCode).toBeNull()
    other.kill('SIGKILL')
    await once(other, 'exit')
  })

  it('are none where there is no file, or one that is no JSON', () => {
    expect(endLeftoverRunners(file)).toEqual([])
    fs.writeFileSync(file, 'x')
    expect(endLeftoverRunners(file)).toEqual([])
  })
})

it('the file lists the runners that live, and is gone when the pool has closed', async () => {
  const pool = openPool({ runnersFile: file })
  await pool.ready()
  expect(JSON.parse(fs.readFileSync(file, 'utf8')).pids).toEqual(pool.pids())
  await pool.close()
  expect(fs.existsSync(file)).toBe(false)
})

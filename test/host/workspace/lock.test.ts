import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readHost, removeHost, writeHost } from '../../../src/host/workspace/host-file.ts'
import { isLocked, takeLock } from '../../../src/host/workspace/lock.ts'
import { createFolder } from '../../support/folder.ts'

const record = {
  pid: 1234,
  trigger: 'http://127.0.0.1:4750',
  control: 'http://127.0.0.1:4751/#token=secret',
  token: 'secret',
  startedAt: 1_764_000_000_000,
  hostId: '019ab3f2-0000-7000-8000-000000000000',
}

/** A process that takes the lock, says so, and holds it until it is killed: a lock that nobody refers to ends with its object. */
async function holder(dataDir: string) {
  const lock = resolve(import.meta.dirname, '../../../src/host/workspace/lock.ts')
  const program = `
    import { takeLock } from ${JSON.stringify(lock)}
    const lock = takeLock(${JSON.stringify(dataDir)})
    console.log(lock ? 'held' : 'refused')
    setInterval(() => lock, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, said: said.toString().trim() }
}

it('is held by one at a time and free again when released', () => {
  const dataDir = join(createFolder(), '.triggerbench')
  expect(isLocked(dataDir)).toBe(false)
  const lock = takeLock(dataDir)
  expect(lock).toBeDefined()
  expect(isLocked(dataDir)).toBe(true)
  expect(takeLock(dataDir)).toBeUndefined()
  lock?.release()
  expect(isLocked(dataDir)).toBe(false)
  takeLock(dataDir)?.release()
})

it('is held across processes and dies with its process, SIGKILL included', async () => {
  const dataDir = join(createFolder(), '.triggerbench')
  const first = await holder(dataDir)
  expect(first.said).toBe('held')
  expect(isLocked(dataDir)).toBe(true)
  expect(takeLock(dataDir)).toBeUndefined()
  expect((await holder(dataDir)).said).toBe('refused')

  const ended = once(first.child, 'exit')
  first.child.kill('SIGKILL')
  await ended
  expect(isLocked(dataDir)).toBe(false)
  takeLock(dataDir)?.release()
})

it('lets others find the host that holds it, through a private file', () => {
  const root = createFolder()
  const dataDir = join(root, '.triggerbench')
  const lock = takeLock(dataDir)
  writeHost(dataDir, record)
  expect(statSync(join(dataDir, 'host.json')).mode & 0o777).toBe(0o600)
  expect(readHost(root)).toEqual(record)
  removeHost(dataDir)
  expect(readHost(root)).toBeUndefined()
  lock?.release()
})

it('believes no host.json that a killed host left', () => {
  const root = createFolder()
  const dataDir = join(root, '.triggerbench')
  const lock = takeLock(dataDir)
  writeHost(dataDir, record)
  lock?.release()
  expect(readHost(root)).toBeUndefined()
})

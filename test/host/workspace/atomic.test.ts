import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeAtomic } from '../../../src/host/workspace/atomic.ts'
import { writeStream } from '../../../src/host/workspace/atomic-stream.ts'
import { createFolder } from '../../support/folder.ts'

it('writes what changed, leaves what did not, and nothing beside it', () => {
  const root = createFolder()
  const path = join(root, 'a/b.json')
  expect(writeAtomic(path, 'one', { mode: 0o600 })).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const before = statSync(path, { bigint: true })
  expect(writeAtomic(path, 'one')).toBe(false)
  expect(statSync(path, { bigint: true }).ino).toBe(before.ino)
  expect(writeAtomic(path, Buffer.from('two'))).toBe(true)
  expect(readFileSync(path, 'utf8')).toBe('two')
  expect(readdirSync(join(root, 'a'))).toEqual(['b.json'])
})

it('keeps the old file and leaves nothing of a stream that breaks off', async () => {
  const root = createFolder({ 'a.bin': 'old' })
  async function* broken() {
    yield Buffer.from('new')
    throw new Error('broke off')
  }
  await expect(writeStream(join(root, 'a.bin'), broken())).rejects.toThrow('broke off')
  expect(readdirSync(root)).toEqual(['a.bin'])
  expect(readFileSync(join(root, 'a.bin'), 'utf8')).toBe('old')
})

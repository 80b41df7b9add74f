import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTestKey } from '../../../src/host/tokens/test-key.ts'
import { createFolder } from '../../support/folder.ts'

it('is made when first asked for, for its owner alone, and stays the same', async () => {
  const folder = createFolder()
  const key = createTestKey(folder)
  expect(key.publicKey()).toBeUndefined()
  const made = await key.privateKey()
  expect(made.asymmetricKeyDetails?.modulusLength).toBe(2_048)
  expect(statSync(join(folder, 'test-key.pem')).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['test-key.pem'])
  expect((await createTestKey(folder).privateKey()).equals(made)).toBe(true)
})

it('is one for all who make it at the same time', async () => {
  const folder = createFolder()
  const keys = [createTestKey(folder), createTestKey(folder), createTestKey(folder)]
  const made = await Promise.all(keys.flatMap(key => [key.privateKey(), key.privateKey()]))
  expect(new Set(made.map(key => key.export({ type: 'pkcs8', format: 'pem' }))).size).toBe(1)
  expect(readdirSync(folder)).toEqual(['test-key.pem'])
})

it('is no longer accepted once its file is gone, and replaced when the file is no key', async () => {
  const folder = createFolder()
  const key = createTestKey(folder)
  const first = await key.privateKey()
  expect(key.publicKey()).toBeDefined()
  rmSync(join(folder, 'test-key.pem'))
  expect(key.publicKey()).toBeUndefined()
  writeFileSync(join(folder, 'test-key.pem'), 'half a key')
  expect(key.publicKey()).toBeUndefined()
  expect((await key.privateKey()).equals(first)).toBe(false)
  expect(readFileSync(join(folder, 'test-key.pem'), 'utf8')).toContain('PRIVATE KEY')
})

import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { History } from '../../../src/host/history/index.ts'
import { keeperFor } from '../../../src/host/trigger/kept-body.ts'
import { openScratch } from '../history/support.ts'

const SECRET = 'a-secret-value'
let history: History & { dataDir: string }

beforeAll(async () => {
  history = await openScratch({ secrets: () => [SECRET] })
})
afterAll(async () => {
  await history.reader.close()
  await history.writer.close()
})

const onDisk = () => {
  const folder = join(history.dataDir, 'payloads')
  return Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name))))
}

/** What is kept of `encoded`, which decodes to `decoded`, and what lay on disk before it was known to hold a secret. */
async function keep(encoded: Buffer, decoded: Buffer) {
  const keeper = keeperFor('gzip', history.files, () => history.mask([]))
  for (let at = 0; at < encoded.length; at += 60_000) await keeper.write(encoded.subarray(at, at + 60_000))
  keeper.decoded(decoded)
  const before = onDisk()
  const kept = await keeper.finish()
  return { before, kept: Buffer.from(kept instanceof Uint8Array ? kept : (kept?.bytes() ?? [])) }
}

const noise = () => Buffer.from(randomBytes(200_000).toString('base64'))

it('an encoded body waits on disk, and is gone from there once something in it had to be masked', async () => {
  const text = Buffer.concat([noise(), Buffer.from(SECRET)])
  const encoded = gzipSync(text)
  const { before, kept } = await keep(encoded, text)
  expect(before.includes(encoded)).toBe(true)
  expect(gunzipSync(kept).toString()).toBe(text.toString().replace(SECRET, '••••••'))
  await expect.poll(() => onDisk().includes(encoded.subarray(-1_000)), { timeout: 10_000 }).toBe(false)
})

it('one with nothing to mask is kept as it came', async () => {
  const text = noise()
  expect((await keep(gzipSync(text), text)).kept.equals(gzipSync(text))).toBe(true)
})

it('what stands behind the encoded bytes is not kept when it had to be masked', async () => {
  const text = noise()
  const { kept } = await keep(Buffer.concat([gzipSync(text), Buffer.from(SECRET)]), text)
  expect(kept.includes(SECRET)).toBe(false)
  const decoded = gunzipSync(kept)
  expect(decoded.length).toBeGreaterThan(0)
  expect(text.subarray(0, decoded.length).equals(decoded)).toBe(true)
})

it('a body that is not encoded, though it says so, is masked as it came', async () => {
  const text = `${noise()}${SECRET}`
  const { kept } = await keep(Buffer.from(text), Buffer.alloc(0))
  expect(kept.toString()).toBe(text.replace(SECRET, '••••••'))
})

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { History } from '../../../src/host/history/index.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { finishedRun, openScratch, saved } from './support.ts'

const KIB = 1_024
let history: History & { dataDir: string }

beforeEach(async () => {
  history = await openScratch({ fileHex: 100 * KIB })
})

afterEach(async () => {
  await history.reader.close()
  await history.writer.close()
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const pattern = (size: number) => Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) & 0xff))

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const whole: Uint8Array[] = []
  for await (const chunk of chunks) whole.push(chunk)
  return Buffer.concat(whole)
}

describe.each([0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 300 * KIB])('a payload of %i bytes', size => {
  it('comes back the same, whole and in part, from the store and from the reader', async () => {
    const bytes = pattern(size)
    const source = await history.files.put(bytes)
    expect(source).toMatchObject({ size, sha256: sha256(bytes) })
    expect(bytes.equals(source.bytes())).toBe(true)
    expect(bytes.equals(await all(history.files.stream(source)))).toBe(true)
    const range = { start: Math.floor(size / 3), end: Math.floor(size / 2) }
    expect(bytes.subarray(range.start, range.end).equals(await all(history.files.stream(source, range)))).toBe(true)

    await saved(history, finishedRun())
    const reader = await history.reader.body(`sha256/${source.sha256}`)
    expect(reader?.size).toBe(size)
    expect(reader && bytes.equals(await all(reader.read(0, size)))).toBe(true)
  })

  it('is the same payload when it streams in by pieces', async () => {
    const bytes = pattern(size)
    const sink = history.files.sink()
    const reused = Buffer.alloc(1_000)
    for (let at = 0; at < size; at += reused.length) {
      const length = bytes.copy(reused, 0, at, Math.min(size, at + reused.length))
      await sink.write(reused.subarray(0, length))
    }
    expect(sink.size).toBe(size)
    const source = await sink.finish()
    expect(source).toMatchObject({ size, sha256: sha256(bytes) })
    expect(bytes.equals(source.bytes())).toBe(true)
  })

  it('lies at its hash above 64 KiB, and in the database up to it', async () => {
    const source = await history.files.put(pattern(size))
    const path = join(history.dataDir, 'payloads', source.sha256)
    expect(existsSync(path)).toBe(size > 64 * KIB)
    if (size > 64 * KIB) expect(readFileSync(path).equals(pattern(size))).toBe(true)
  })
})

describe('the payload store', () => {
  it('keeps equal bytes once, however often and however they come', async () => {
    for (const size of [5_000, 200 * KIB]) {
      const bytes = pattern(size)
      await Promise.all([history.files.put(bytes), history.files.put(bytes)])
      const sink = history.files.sink()
      await sink.write(bytes)
      await sink.finish()
    }
    await saved(history, finishedRun())
    const { default: Database } = await import('better-sqlite3')
    const db = new Database(join(history.dataDir, 'history.db'), { readonly: true })
    expect(db.prepare('SELECT count(*) FROM payloads').pluck().get()).toBe(1)
    db.close()
    expect(readdirSync(join(history.dataDir, 'payloads'))).toHaveLength(1)
  })

  it('leaves nothing behind when a sink is given up', async () => {
    const sink = history.files.sink()
    await sink.write(pattern(100 * KIB))
    sink.abort()
    const other = await history.files.put(pattern(70 * KIB))
    await expect.poll(() => readdirSync(join(history.dataDir, 'payloads'))).toEqual([other.sha256])
  })

  it('removes at the next start what a dead host had begun to write', async () => {
    await history.writer.close()
    await history.reader.close()
    const folder = join(history.dataDir, 'payloads')
    writeFileSync(join(folder, '.123-1.part'), 'half')
    history = await openScratch({ dataDir: history.dataDir, fileHex: 100 * KIB })
    expect(readdirSync(folder)).toEqual([])
  })

  it('gives hex up to the limit fileHex and refuses it above, with both sizes', async () => {
    const small = await history.files.put(Buffer.from('hello'))
    expect(small.hex()).toBe('68656c6c6f')
    const large = await history.files.put(pattern(101 * KIB))
    expect(() => large.hex()).toThrow(
      expect.objectContaining({ code: 'FILE_TOO_LARGE_FOR_HEX', message: expect.stringContaining('103.4 kB') }),
    )
  })

  it('keeps a file in a record by its hash, and the bytes beside it', async () => {
    const file = await history.files.put(pattern(3_000))
    const run = finishedRun()
    Object.assign(run.steps[1] ?? {}, { output: { result: new FileRef(file, 'a.bin', 'application/octet-stream') } })
    await saved(history, run)
    const kept = await history.reader.get(run.id)
    expect(kept?.steps[1]?.output).toEqual({
      result: {
        name: 'a.bin',
        mimeType: 'application/octet-stream',
        dataType: 'FILE',
        size: '3000',
        sha256: file.sha256,
      },
    })
    const body = await history.reader.body(`sha256/${file.sha256}`)
    expect(body && pattern(3_000).equals(await all(body.read(0, 3_000)))).toBe(true)
  })
})

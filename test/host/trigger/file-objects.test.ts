import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { takeFiles } from '../../../src/host/trigger/file-objects.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'

const files = createMemoryFiles()
const file = (data: unknown) => ({ dataType: 'FILE', data })

/** How often something else had its turn while `work` went on. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0
  let over = false
  const next = () => {
    turns++
    if (!over) setImmediate(next)
  }
  setImmediate(next)
  await work
  over = true
  return turns
}

describe('file objects in JSON data', () => {
  it('are found among more members than a call has room for', async () => {
    const items: unknown[] = Array.from({ length: 200_000 }, () => ({}))
    items.push({ deep: [file('00ff')] })
    expect(await takeFiles(items, files)).toBe(items)
    const found = (items.at(-1) as { deep: FileRef[] }).deep[0]
    expect(found).toBeInstanceOf(FileRef)
    expect(found?.source.hex()).toBe('00ff')
  })

  it('are looked for with pauses, among scalars too', async () => {
    expect(await turnsDuring(takeFiles(Array(200_000).fill(1), files))).toBeGreaterThanOrEqual(5)
  })

  it('are decoded with pauses when they are large', async () => {
    const bytes = randomBytes(5 * 1024 * 1024)
    const body: Record<string, unknown> = { a: file(bytes.toString('hex')) }
    expect(await turnsDuring(takeFiles(body, files))).toBeGreaterThanOrEqual(3)
    expect(bytes.equals((body.a as FileRef).source.bytes())).toBe(true)
  })

  it.each<[string, unknown, string, number]>([
    ['digit far inside', { a: [file(`${'0'.repeat(3_000_001)}x0`)] }, 'a[0].data', 3_000_001],
    ['last digit', { 'a.b': { c: file('0'.repeat(3_000_001)) } }, 'a.b.c.data', 3_000_001],
    ['digit of the first file', [file('0'), file('x')], '[0].data', 1],
    ['whole body', file('zz'), 'data', 0],
    ['type', { a: file(7) }, 'a.data', 0],
  ])('are refused for the %s, with field and offset', async (_what, body, field, offset) => {
    await expect(takeFiles(body, files)).rejects.toMatchObject({ code: 'FILE_HEX_INVALID', meta: { field, offset } })
  })
})

import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FileRef } from '../../../src/shared/file-value.ts'
import { caller, errorOf, memoryFile, openPool, resultOf } from './support/pool.ts'

const call = caller(openPool())

describe('a file among the parameters', () => {
  it('is a plain file object whose data is hex', async () => {
    const { file } = memoryFile('hello', 'a.txt', 'text/plain')
    const source =
      'p => [Object.keys(p.list[0]), p.list[0].data, p.list[0].size, p.list[0].dataType, p.list[0].name, JSON.stringify(p.list[0])]'
    expect(resultOf(await call(source, { list: [file] }))).toEqual([
      ['name', 'mimeType', 'dataType', 'data', 'size'],
      '68656c6c6f',
      '5',
      'FILE',
      'a.txt',
      '{"name":"a.txt","mimeType":"text/plain","dataType":"FILE","data":"68656c6c6f","size":"5"}',
    ])
  })

  it('does not reach the runner unless its data is read', async () => {
    const { file, counter } = memoryFile('hello', 'a.txt')
    const result = resultOf(await call('p => ({ again: p.f, name: p.f.name })', { f: file }))
    expect(result).toEqual({ again: file, name: 'a.txt' })
    expect((result as { again: unknown }).again).toBe(file)
    expect(counter.reads).toBe(0)
  })

  it('comes back as the same file when it was read, and keeps its bytes under another name', async () => {
    const { file, counter } = memoryFile('hello', 'a.txt')
    const source = 'p => { const n = p.data.length; return [p, { ...p, name: "b.txt" }, n] }'
    const [same, renamed, length] = resultOf(await call(source, file)) as [unknown, FileRef, number]
    expect(same).toBe(file)
    expect(renamed).toBeInstanceOf(FileRef)
    expect(renamed.name).toBe('b.txt')
    expect(renamed.source).toBe(file.source)
    expect([length, counter.reads]).toEqual([10, 1])
  })

  it('is a new file when its data was changed', async () => {
    const { file } = memoryFile('hello', 'a.txt', 'text/plain')
    const made = resultOf(await call('p => { p.data = "6869"; return p }', file)) as FileRef
    expect(Buffer.from(made.source.bytes()).toString()).toBe('hi')
    expect(made.name).toBe('a.txt')
  })

  it('is refused as hex past fileHex', async () => {
    const small = caller(openPool({ limits: { fileHex: 10 } }))
    const { file } = memoryFile('x'.repeat(11), 'big.bin')
    const error = errorOf(await small('p => p.data', file))
    expect(error.code).toBe('FILE_TOO_LARGE_FOR_HEX')
    expect(error.message).toContain('big.bin')
  })

  it.each([0, 1, 65_535, 65_536, 65_537, 3_000_000])('of %i bytes arrives and leaves as it is', async size => {
    const content = randomBytes(size)
    const { file } = memoryFile(content)
    const source = '(p, { Buffer }) => ({ dataType: "FILE", data: Buffer.from(p.data, "hex"), name: "copy" })'
    const made = resultOf(await call(source, file)) as FileRef
    expect(Buffer.compare(Buffer.from(made.source.bytes()), content)).toBe(0)
  })
})

describe('a file that a Function makes', () => {
  const data = { Buffer: 'Buffer.from("hé")', Uint8Array: 'new TextEncoder().encode("hé")', hex: '"68c3A9"' }
  it.each(Object.entries(data))('may give its data as %s', async (_, text) => {
    const source = `() => ({ list: [1, { dataType: 'FILE', data: ${text}, name: 'a.txt', mimeType: 'text/plain' }], n: null })`
    const { list, n } = resultOf(await call(source)) as { list: [number, FileRef]; n: null }
    expect([list[0], list[1].name, list[1].mimeType, n]).toEqual([1, 'a.txt', 'text/plain', null])
    expect(Buffer.from(list[1].source.bytes()).toString()).toBe('hé')
  })

  it.each(['null', 'undefined', '5', '[1, 2]', '"abc"', '"0g"'])(
    'fails with its path when its data is %s',
    async data => {
      const error = errorOf(await call(`() => ({ list: [{ dataType: 'FILE', name: 'a', data: ${data} }] })`))
      expect(error.code).toBe('FUNCTION_RESULT_INVALID')
      expect(error.message).toMatch(/result\.list\[0\]\.data is .*(Buffer or a Uint8Array)/)
    },
  )

  it('may lie anywhere, be many, and have 50 MiB, in and out', async () => {
    const large = caller(openPool({ limits: { functionMemory: 1024 * 2 ** 20 } }))
    const { file } = memoryFile(randomBytes(50 * 2 ** 20), 'big.bin')
    const source = `p => { const bytes = Buffer.from(p.deep.list[0].data, 'hex'); const make = data => ({ dataType: 'FILE', data, name: 'n' })
      return { all: [make(bytes), { more: [make(new Uint8Array(3)), make(new ArrayBuffer(2))] }], size: p.deep.list[0].size } }`
    const result = resultOf(await large(source, { deep: { list: [file] } })) as {
      all: [FileRef, { more: FileRef[] }]
      size: string
    }
    expect(result.size).toBe(String(50 * 2 ** 20))
    expect(result.all[0].source.sha256).toBe(file.source.sha256)
    expect(result.all[1].more.map(one => one.source.size)).toEqual([3, 2])
  })

  it('may be the whole result, or lie under __proto__', async () => {
    expect(resultOf(await call('() => ({ dataType: "FILE", data: "" })'))).toBeInstanceOf(FileRef)
    const nested = resultOf(await call('() => JSON.parse(\'{"__proto__":{"dataType":"FILE","data":"61"}}\')')) as object
    expect(Object.getOwnPropertyDescriptor(nested, '__proto__')?.value).toBeInstanceOf(FileRef)
  })
})

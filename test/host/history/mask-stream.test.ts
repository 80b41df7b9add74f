import { describe, expect, it } from 'vitest'
import { MaskStream } from '../../../src/host/history/mask-stream.ts'

const bytes = (text: string) => Buffer.from(text)

function masked(needles: string[], chunks: readonly Uint8Array[]): string {
  const stream = new MaskStream(needles.map(bytes))
  const pieces = chunks.map(chunk => Buffer.from(stream.write(chunk)))
  return Buffer.concat([...pieces, stream.end()]).toString()
}

describe('a body masked as it streams', () => {
  const NEEDLES = ['secret-one', 'secret', 'aXaXa', 'one and']

  it.each([
    ['secret-one', '••••••'],
    ['a secret-one, a secret', 'a ••••••, a ••••••'],
    ['secretsecret-one.', '••••••••••••.'],
    ['secret-one and more', '•••••• more'],
    ['aXaXaXaXa!', '••••••!'],
    ['secret-on', '••••••-on'],
    ['nothing of the kind', 'nothing of the kind'],
    ['', ''],
  ])('%j reads %j wherever it is cut', (text, expected) => {
    const whole = bytes(text)
    expect(masked(NEEDLES, [whole])).toBe(expected)
    expect(
      masked(
        NEEDLES,
        [...whole].map(byte => Uint8Array.of(byte)),
      ),
    ).toBe(expected)
    for (let cut = 0; cut <= whole.length; cut++)
      expect(masked(NEEDLES, [whole.subarray(0, cut), whole.subarray(cut)])).toBe(expected)
  })

  it('keeps every other byte, and copies none of a chunk with nothing in it', () => {
    const chunk = Buffer.alloc(10_000, 0xe9)
    const stream = new MaskStream([bytes('secret')])
    const first = stream.write(chunk)
    expect(first.buffer).toBe(chunk.buffer)
    expect(Buffer.concat([first, stream.end()]).equals(chunk)).toBe(true)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rawLines, wrapLine } from '../../../src/renderer/src/features/response/raw/raw-lines.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, char => char.charCodeAt(0))
const written = (text: string): string[] =>
  rawLines(bytes(text)).map(line => line.map(segment => segment.text).join(''))

describe('bytes as lines', () => {
  it('end at LF, with its CR', () =>
    expect(written('GET / HTTP/1.1\r\na: b\n\r\nx')).toEqual(['GET / HTTP/1.1', 'a: b', '', 'x']))

  it('show every byte that is no text', () => {
    expect(written('\x89PNG\r\n\x1a\n\0\x7f\r.')).toEqual(['\\x89PNG', '\\x1a', '\\x00\\x7f\\x0d.'])
  })

  it('read UTF-8, but not what only looks like it', () => {
    const [line] = rawLines(new TextEncoder().encode('Grüße €😀'))
    expect(line).toEqual([{ kind: 'text', text: 'Grüße €😀' }])
    expect(written('\xc3')).toEqual(['\\xc3'])
    expect(written('\xc0\x80\xed\xa0\x80')).toEqual(['\\xc0\\x80\\xed\\xa0\\x80'])
  })

  it('show characters that would hide or reorder others by their bytes', () => {
    const [line] = rawLines(new TextEncoder().encode('a\u202Eb'))
    expect(line).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'byte', text: '\\xe2\\x80\\xae' },
      { kind: 'text', text: 'b' },
    ])
  })

  it('lose nothing: escapes read back give the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 60 }), random => {
        const lines = rawLines(random)
        const size = lines
          .flat()
          .reduce(
            (sum, { kind, text }) =>
              sum + (kind === 'byte' ? text.length / 4 : new TextEncoder().encode(text.replaceAll('  ', ' ')).length),
            0,
          )
        expect(size).toBeLessThanOrEqual(random.length)
        expect(lines.length).toBe(random.filter(byte => byte === 10).length + 1)
      }),
    )
  })
})

describe('a long line', () => {
  it('is cut without breaking an escape', () => {
    const [line = []] = rawLines(bytes('abcdef\x01\x02\x03'))
    expect(wrapLine(line, 8).map(piece => piece.map(segment => segment.text).join(''))).toEqual([
      'abcdef',
      '\\x01\\x02',
      '\\x03',
    ])
  })

  it('stays one piece when it is empty', () => expect(wrapLine([], 8)).toEqual([[]]))
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexBytes, layOutHex, parseHex, sentenceOf } from '../../../src/renderer/src/features/composer/hex/parse-hex.ts'

describe('hex a person pastes', () => {
  it.each([
    ['ffd8', 'ffd8'],
    ['FF D8\nff e0', 'ffd8ffe0'],
    ['0xFF, 0xD8, 0x0', 'ffd80'],
    ['0xffd8ffe0', 'ffd8ffe0'],
    ['\\x89\\x50', '8950'],
    ['de:ad:be:ef', 'deadbeef'],
    ['', ''],
  ])('%j', (text, hex) => {
    const parsed = parseHex(text)
    expect(parsed.hex).toBe(hex.length % 2 === 0 ? hex : hex.slice(0, -1))
    expect(parsed.fault === undefined).toBe(hex.length % 2 === 0)
  })

  const xxd = [
    '00000000: ffd8 ffe0 0010 4a46 4946 0001 0101 0048  ......JFIF.....H',
    '00000010: 0048 0000 ffdb 0043 0003 0202 0302 0203  .H.....C........',
    '00000020: 0303 0304 0303 0404 0805 0504 0405 0a07  ................',
  ].join('\n')

  it('may be a dump of xxd', () => {
    const parsed = parseHex(xxd)
    expect(parsed).toMatchObject({ form: 'dump', fault: undefined })
    expect(parsed.hex.length).toBe(96)
    expect(parsed.hex.startsWith('ffd8ffe000104a46')).toBe(true)
  })

  it('may be a dump of hexdump -C', () => {
    const text =
      '00000000  ff d8 ff e0 00 10 4a 46  49 46 00 01 01 01 00 48  |......JFIF.....H|\n00000010  00 48                                             |.H|\n'
    expect(parseHex(text)).toMatchObject({ form: 'dump', hex: 'ffd8ffe000104a4649460001010100480048' })
  })

  it('names the line, column and byte of what is no digit', () => {
    const { fault, hex } = parseHex(xxd.replace('0504 0405', '05o4 0405'))
    expect(fault).toEqual({ line: 3, column: 38, char: 'o', offset: 0x2b })
    expect(fault && sentenceOf(fault)).toBe('Line 3, column 38: o is not a hex digit, at offset 0x2b')
    expect(hex.length).toBe(0x2b * 2)
  })

  it('names a digit without its pair', () => {
    const { fault } = parseHex('ff d')
    expect(fault && sentenceOf(fault)).toBe('Line 1, column 4: the last digit has no pair, at offset 0x1')
  })

  it('reads back what it lays out', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 100 }), bytes => {
        const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
        expect(parseHex(layOutHex(hex))).toEqual({ form: 'hex', hex, fault: undefined })
        expect([...hexBytes(hex, 1000)]).toEqual([...bytes])
      }),
    )
  })
})

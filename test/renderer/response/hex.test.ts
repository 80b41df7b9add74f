import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mapScroll, ROW_HEIGHT, rowAt } from '../../../src/renderer/src/features/response/hex/hex-scroll.ts'
import { describeByte, offsetOf, parseOffset } from '../../../src/renderer/src/features/response/hex/hex-text.ts'

describe('an offset a person types', () => {
  it.each([
    ['0x2b', 43],
    ['2bh', 43],
    ['2b', 43],
    ['43', 43],
    ['0x0000_0010', 16],
    ['1,024', 1024],
    ['', undefined],
    ['0x', undefined],
    ['zz', undefined],
  ])('%j is %j', (text, offset) => expect(parseOffset(text)).toBe(offset))

  it('is written with eight digits, more when needed', () => {
    expect(offsetOf(0x2b)).toBe('0000002b')
    expect(offsetOf(0x1_2345_6789)).toBe('123456789')
  })
})

it('describes a byte in the ways people ask for it', () => {
  expect(describeByte(0x41)).toBe("0x41, 65, 'A'")
  expect(describeByte(0x2e)).toBe("0x2e, 46, '.'")
  expect(describeByte(0)).toBe('0x00, 0')
})

describe('scrolling over rows', () => {
  it('is a row for a row while all fit', () => {
    const map = mapScroll(1000, 190)
    expect(map).toEqual({ height: 990 * ROW_HEIGHT + 190, lastFirst: 990, pixelsPerRow: ROW_HEIGHT })
  })

  it('does not scroll what fits', () => {
    expect(mapScroll(5, 190)).toMatchObject({ height: 190, lastFirst: 0 })
  })

  it('reaches every row of a body of any size, within what a browser can lay out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 36 }), fc.nat(), (rows, at) => {
        const map = mapScroll(rows, 400)
        const row = at % (map.lastFirst + 1)
        expect(map.height).toBeLessThan(16_000_000)
        expect(rowAt(map, row * map.pixelsPerRow)).toBe(row)
        expect(rowAt(map, map.height - 400)).toBe(map.lastFirst)
      }),
    )
  })
})

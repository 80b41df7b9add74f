import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault, formatJson } from '../../../src/renderer/src/features/response/media/format-json.ts'

describe('JSON laid out from its text', () => {
  it('keeps numbers, escapes and repeated keys as they were sent', () => {
    const source = '{"id":9007199254740993,"price":1.00,"big":1e400,"a":"\\u00fc","a":[ ],"b":{ }}'
    expect(formatJson(source)).toBe(
      [
        '{',
        '  "id": 9007199254740993,',
        '  "price": 1.00,',
        '  "big": 1e400,',
        '  "a": "\\u00fc",',
        '  "a": [],',
        '  "b": {}',
        '}',
      ].join('\n'),
    )
  })

  it('leaves braces and quotes inside strings alone', () => {
    expect(formatJson('["{\\"}",1]')).toBe('[\n  "{\\"}",\n  1\n]')
  })

  it('is JSON.stringify with two spaces for every value that JavaScript can carry', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(formatJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  it('loses no character of a text that is not JSON', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', 'a', '1', '\\', '-') }),
        text => {
          expect(formatJson(text).replaceAll(/\s/g, '')).toBe(text)
        },
      ),
    )
  })

  it('takes a megabyte in well under a second', () => {
    const source = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, email: `user${id}@example.com` })))
    const began = performance.now()
    expect(formatJson(source).length).toBeGreaterThan(source.length)
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

describe('the fault in a text that is not JSON', () => {
  it('is named by line and column', () => {
    expect(findJsonFault('{\n  "a": 1,,\n}')).toMatchObject({ line: 2, column: 10 })
  })

  it('is at the end of a text that stops', () => {
    expect(findJsonFault('{"a": ')).toMatchObject({ line: 1, column: 7 })
  })

  it('is none for JSON, with or without a byte order mark', () => {
    expect(findJsonFault('\uFEFF{"a":1e400}')).toBeUndefined()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/host/trigger/json.ts'

const parse = (text: string | Buffer, depth = 500) => parseJson(Buffer.from(text as string), depth)

describe('a JSON body', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('may begin with a byte order mark', () => {
    expect(parse('\uFEFF{"a":1}')).toEqual({ a: 1 })
  })

  it('keeps __proto__ as data', () => {
    expect(Object.keys(parse('{"__proto__":{"admin":true}}') as object)).toEqual(['__proto__'])
  })

  it.each([
    ['{"a":1,}', 1, 8],
    ['{\n  "a": tru\n}', 2, 8],
    ['', 1, 1],
    ['{"a":1', 1, 7],
    ["{'a':1}", 1, 2],
    ['{} x', 1, 4],
    ['// no\n{}', 1, 1],
  ])('%j is refused at line %i, column %i', (text, line, column) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'BODY_NOT_JSON', meta: { line, column } }))
  })

  it('is strict UTF-8, and says which byte is not', () => {
    const bytes = Buffer.concat([Buffer.from('{"ä":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect(() => parse(bytes)).toThrow(
      expect.objectContaining({ code: 'BODY_NOT_JSON', message: expect.stringContaining('byte 7 is not UTF-8') }),
    )
  })

  it('may nest as deep as the limit and no deeper', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(() => parse(nested(500))).not.toThrow()
    expect(() => parse(nested(501))).toThrow(expect.objectContaining({ code: 'BODY_TOO_DEEP' }))
    expect(() => parse(`"${'['.repeat(600)}"`)).not.toThrow()
  })
})

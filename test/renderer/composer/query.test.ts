import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeQuery, keepTyped, parseQuery, rowsOf } from '../../../src/renderer/src/features/composer/query.ts'

const row = (name: string, value: string, enabled = true) => ({ name, value, enabled })

describe('rows as a query', () => {
  it('keep order and duplicates, and leave out what is switched off', () => {
    expect(encodeQuery([row('a', '1'), row('b', 'x y'), row('c', '', false), row('a', 'ü&=')])).toBe(
      'a=1&b=x%20y&a=%C3%BC%26%3D',
    )
  })

  it('leave templates as they are written', () => {
    expect(encodeQuery([row('to', '{{ settings.email }} ok')])).toBe('to={{ settings.email }}%20ok')
  })

  it('read back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string())), pairs => {
        const rows = pairs.map(([name, value]) => row(name.replaceAll('{', '('), value.replaceAll('{', '(')))
        expect(parseQuery(encodeQuery(rows))).toEqual(rows)
      }),
    )
  })
})

describe('a query typed into the URL', () => {
  it('becomes rows when they give the same characters', () => {
    expect(keepTyped('?source=web&x=1', [])).toEqual({
      params: [row('source', 'web'), row('x', '1')],
      rawQuery: undefined,
    })
  })

  it('is sent as typed when they would not', () => {
    const kept = keepTyped('a=%30%', [row('off', '1', false)])
    expect(kept).toEqual({ params: [row('off', '1', false)], rawQuery: 'a=%30%' })
    expect(rowsOf(kept)).toEqual([row('a', '%30%'), row('off', '1', false)])
  })

  it('keeps every character either way', () => {
    fc.assert(
      fc.property(fc.string(), typed => {
        const { params, rawQuery } = keepTyped(typed, [])
        expect(rawQuery ?? encodeQuery(params)).toBe(typed.replace(/^\?/, ''))
      }),
    )
  })
})

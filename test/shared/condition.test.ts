import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, OperandError, type Operator } from '../../src/shared/condition.ts'

const OPPOSITES: [Operator, Operator][] = [
  ['stringContains', 'stringDoesNotContain'],
  ['stringExactlyMatches', 'stringDoesNotExactlyMatch'],
  ['stringStartsWith', 'stringDoesNotStartWith'],
  ['stringEndsWith', 'stringDoesNotEndWith'],
]

describe('conditions', () => {
  it.each(OPPOSITES)('%s and %s are opposites', (operator, opposite) => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => compare(operator, a, b) === !compare(opposite, a, b)))
  })

  it.each([
    ['numberGreaterThan', 1, '0', true],
    ['numberGreaterThan', 0, 0, false],
    ['numberEquals', '1.50', 1.5, true],
    ['numberDoesNotEqual', 1, 2, true],
    ['numberLessThanOrEqualTo', 2, 2, true],
    ['dateTimeAfter', '2026-01-02', '2026-01-01T23:59:59Z', true],
    ['dateTimeEquals', 0, '1970-01-01T00:00:00Z', true],
    ['booleanTrue', 'true', undefined, true],
    ['booleanFalse', true, undefined, false],
    ['stringIsIn', 'a', '["a","b"]', true],
    ['stringIsNotIn', 'c', ['a', 'b'], true],
    ['arrayIsIn', { a: 1 }, [{ a: 1 }], true],
    ['arrayIsEmpty', [], undefined, true],
    ['arrayIsNotEmpty', '[1]', undefined, true],
    ['isNull', null, undefined, true],
    ['isNull', undefined, undefined, false],
    ['isNotNull', undefined, undefined, true],
    ['exists', undefined, undefined, false],
    ['doesNotExist', null, undefined, true],
  ] as [Operator, unknown, unknown, boolean][])('%s of %j and %j is %s', (operator, left, right, result) => {
    expect(compare(operator, left, right)).toBe(result)
  })

  it.each([
    ['stringContains', 5, 'a', 'left'],
    ['stringContains', 'a', null, 'right'],
    ['numberGreaterThan', 'abc', 1, 'left'],
    ['numberGreaterThan', '', 1, 'left'],
    ['dateTimeAfter', 'yesterday', 0, 'left'],
    ['booleanTrue', 1, undefined, 'left'],
    ['arrayIsEmpty', {}, undefined, 'left'],
  ] as [Operator, unknown, unknown, string][])(
    '%s fails on %j and %j, naming the %4$s side',
    (operator, left, right, side) => {
      expect(() => compare(operator, left, right)).toThrow(OperandError)
      expect(() => compare(operator, left, right)).toThrow(`on its ${side} side`)
    },
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, OPERATORS, OperandError, type Operator } from '../../src/shared/condition.ts'
import { FileRef } from '../../src/shared/file-value.ts'

const text = fc.string()
const number = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
  .chain(value => fc.constantFrom<unknown>(value, String(value)))
const instant = fc
  .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
  .chain(date => fc.constantFrom<unknown>(date.getTime(), date.toISOString()))
const truth = fc.constantFrom<unknown>(true, false, 'true', 'false')
const list = fc.array(fc.jsonValue()).chain(value => fc.constantFrom<unknown>(value, JSON.stringify(value)))
const anything = fc.option(fc.jsonValue(), { nil: undefined })

/** Each operator, the one that says the opposite, and what both take. */
const OPPOSITES: [Operator, Operator, fc.Arbitrary<unknown>, fc.Arbitrary<unknown>][] = [
  ['stringContains', 'stringDoesNotContain', text, text],
  ['stringExactlyMatches', 'stringDoesNotExactlyMatch', text, text],
  ['stringStartsWith', 'stringDoesNotStartWith', text, text],
  ['stringEndsWith', 'stringDoesNotEndWith', text, text],
  ['stringIsIn', 'stringIsNotIn', text, list],
  ['numberEquals', 'numberDoesNotEqual', number, number],
  ['numberGreaterThan', 'numberLessThanOrEqualTo', number, number],
  ['numberLessThan', 'numberGreaterThanOrEqualTo', number, number],
  ['booleanTrue', 'booleanFalse', truth, anything],
  ['isNull', 'isNotNull', anything, anything],
  ['exists', 'doesNotExist', anything, anything],
  ['arrayIsIn', 'arrayIsNotIn', anything, list],
  ['arrayIsEmpty', 'arrayIsNotEmpty', list, anything],
]

describe('the laws of operators', () => {
  it.each(OPPOSITES)('%s and %s are opposites wherever they are defined', (operator, opposite, left, right) => {
    fc.assert(fc.property(left, right, (a, b) => compare(operator, a, b) === !compare(opposite, a, b)))
  })

  it.each([
    ['numbers', number, ['numberLessThan', 'numberEquals', 'numberGreaterThan']],
    ['instants', instant, ['dateTimeBefore', 'dateTimeEquals', 'dateTimeAfter']],
    ['texts', text, ['stringLessThan', 'stringExactlyMatches', 'stringGreaterThan']],
  ] as [string, fc.Arbitrary<unknown>, Operator[]][])('of two %s exactly one of %3$j holds', (_, values, operators) => {
    fc.assert(fc.property(values, values, (a, b) => operators.filter(operator => compare(operator, a, b)).length === 1))
  })

  it.each([
    ['numberLessThan', number],
    ['dateTimeBefore', instant],
    ['stringLessThan', text],
  ] as [Operator, fc.Arbitrary<unknown>][])(
    '%s is transitive, and holds for nothing and itself',
    (operator, values) => {
      fc.assert(
        fc.property(values, values, values, (a, b, c) => {
          expect(compare(operator, a, a)).toBe(false)
          if (compare(operator, a, b) && compare(operator, b, c)) expect(compare(operator, a, c)).toBe(true)
        }),
      )
    },
  )

  it.each([
    ['stringContains', text],
    ['stringStartsWith', text],
    ['stringEndsWith', text],
    ['stringExactlyMatches', text],
    ['numberEquals', number],
    ['dateTimeEquals', instant],
  ] as [Operator, fc.Arbitrary<unknown>][])('%s holds for anything and itself', (operator, values) => {
    fc.assert(fc.property(values, value => compare(operator, value, value)))
  })

  it('a text begins with, ends with and contains its parts, and is in every list that has it', () => {
    fc.assert(
      fc.property(text, text, text, fc.array(text), (a, b, c, others) => {
        const whole = a + b + c
        expect(compare('stringStartsWith', whole, a)).toBe(true)
        expect(compare('stringContains', whole, b)).toBe(true)
        expect(compare('stringEndsWith', whole, c)).toBe(true)
        expect(compare('stringIsIn', a, JSON.stringify([...others, a]))).toBe(true)
      }),
    )
  })

  it('equal data is in an array, however its keys are ordered', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([key, item]) => [key, shuffled(item)]),
            )
          : value
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (value, others) =>
        compare('arrayIsIn', value, [...others, shuffled(value)]),
      ),
    )
  })

  it('every operator either answers or says which side is wrong, whatever it gets', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OPERATORS), anything, anything, (operator, a, b) => {
        try {
          expect(compare(operator, a, b)).toBeTypeOf('boolean')
        } catch (error) {
          expect(error).toBeInstanceOf(OperandError)
          expect((error as OperandError).message).toMatch(
            new RegExp(`^${operator} takes .* on its (left|right) side, and got `, 's'),
          )
          expect((error as OperandError).remedy).not.toBe('')
        }
      }),
    )
  })
})

describe('conditions', () => {
  it.each([
    ['numberGreaterThan', 1, '0', true],
    ['numberGreaterThan', 0, 0, false],
    ['numberEquals', '1.50', 1.5, true],
    ['numberDoesNotEqual', 1, 2, true],
    ['numberLessThanOrEqualTo', 2, 2, true],
    ['dateTimeAfter', '2026-01-02', '2026-01-01T23:59:59Z', true],
    ['dateTimeEquals', 0, '1970-01-01T00:00:00Z', true],
    ['numberEquals', '1e3', 1000, true],
    ['numberEquals', '+.5', 0.5, true],
    ['numberEquals', '-0', 0, true],
    ['dateTimeEquals', '2026-01-01', '2026-01-01T00:00', true],
    ['dateTimeEquals', '2026-01-01T00:00', '2026-01-01T00:00Z', true],
    ['dateTimeEquals', '2026-01-01T02:00+02:00', '2026-01-01 00:00:00.000', true],
    ['dateTimeEquals', '2026-01-01T05:30+0530', '2026-01-01T00:00Z', true],
    ['dateTimeEquals', '2025-12-31T24:00:00Z', '2026-01-01', true],
    ['dateTimeAfter', '2026-01-01T00:00:00,5Z', '2026-01-01T00:00:00.4Z', true],
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
    ['stringContains', ['a'], 'a', 'left'],
    ['stringIsIn', 5, [5], 'left'],
    ['stringIsIn', 'a', 'a', 'right'],
    ['stringIsIn', 'a', '{"a":1}', 'right'],
    ['arrayIsIn', 1, 1, 'right'],
    ['numberGreaterThan', 'abc', 1, 'left'],
    ['numberGreaterThan', '', 1, 'left'],
    ['numberGreaterThan', 1, ' 5 ', 'right'],
    ['numberGreaterThan', '0x10', 1, 'left'],
    ['numberGreaterThan', '1_000', 1, 'left'],
    ['numberGreaterThan', '1,5', 1, 'left'],
    ['numberGreaterThan', 'Infinity', 1, 'left'],
    ['numberGreaterThan', '1e999', 1, 'left'],
    ['numberGreaterThan', true, 1, 'left'],
    ['numberGreaterThan', null, 1, 'left'],
    ['numberEquals', undefined, 1, 'left'],
    ['dateTimeAfter', 'yesterday', 0, 'left'],
    ['dateTimeAfter', '2026-02-30', 0, 'left'],
    ['dateTimeAfter', '2026-13-01', 0, 'left'],
    ['dateTimeAfter', '2026-01-01T25:00', 0, 'left'],
    ['dateTimeAfter', '2026-01-01T10:60', 0, 'left'],
    ['dateTimeAfter', '01/02/2026', 0, 'left'],
    ['dateTimeAfter', 0, '1700000000000', 'right'],
    ['dateTimeAfter', 0, null, 'right'],
    ['booleanTrue', 'True', undefined, 'left'],
    ['booleanTrue', undefined, undefined, 'left'],
    ['booleanTrue', 1, undefined, 'left'],
    ['arrayIsEmpty', {}, undefined, 'left'],
  ] as [Operator, unknown, unknown, string][])(
    '%s fails on %j and %j, naming the %4$s side',
    (operator, left, right, side) => {
      expect(() => compare(operator, left, right)).toThrow(OperandError)
      expect(() => compare(operator, left, right)).toThrow(`on its ${side} side`)
    },
  )

  it('shorten a long operand, and show a file by its name instead of its bytes', () => {
    expect(() => compare('numberEquals', 'x'.repeat(500), 1)).toThrow(/got "x{78}…$/)
    const hex = () => {
      throw new Error('nobody asked for the bytes')
    }
    const file = new FileRef({ sha256: 'ab', size: 2, bytes: () => new Uint8Array(2), hex }, 'a.pdf')
    expect(() => compare('stringContains', file, 'a')).toThrow('and got the file a.pdf')
    expect(() => compare('stringContains', [file], 'a')).toThrow(
      'and got [{"name":"a.pdf","dataType":"FILE","size":"2","sha256":"ab"}]',
    )
  })
})

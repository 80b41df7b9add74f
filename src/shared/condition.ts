import { z } from 'zod'
import { isRecord } from './json.ts'

/** The operators of a Conditional (Paragon §8.4) in camelCase; those in `UNARY` take no right side. */
export const OPERATORS = [
  'stringContains',
  'stringDoesNotContain',
  'stringExactlyMatches',
  'stringDoesNotExactlyMatch',
  'stringIsIn',
  'stringIsNotIn',
  'stringStartsWith',
  'stringDoesNotStartWith',
  'stringEndsWith',
  'stringDoesNotEndWith',
  'stringGreaterThan',
  'stringLessThan',
  'numberGreaterThan',
  'numberLessThan',
  'numberEquals',
  'numberDoesNotEqual',
  'numberGreaterThanOrEqualTo',
  'numberLessThanOrEqualTo',
  'dateTimeAfter',
  'dateTimeBefore',
  'dateTimeEquals',
  'booleanTrue',
  'booleanFalse',
  'isNotNull',
  'isNull',
  'exists',
  'doesNotExist',
  'arrayIsIn',
  'arrayIsNotIn',
  'arrayIsEmpty',
  'arrayIsNotEmpty',
] as const

export type Operator = (typeof OPERATORS)[number]

export const UNARY: ReadonlySet<Operator> = new Set<Operator>([
  'booleanTrue',
  'booleanFalse',
  'isNotNull',
  'isNull',
  'exists',
  'doesNotExist',
  'arrayIsEmpty',
  'arrayIsNotEmpty',
])

const RULE = { left: '{{ find.result.total }}', operator: 'numberGreaterThan', right: 0 }

const ruleSchema = z
  .strictObject({
    left: z.unknown().describe('What is looked at: a template or a literal'),
    operator: z.enum(OPERATORS).describe('How the two sides are compared; docs/documents.md says what each takes'),
    right: z.unknown().optional().describe('What it is compared with: a template or a literal'),
  })
  .superRefine((rule, context) => {
    if (!UNARY.has(rule.operator) && rule.right === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['right'],
        message: `${rule.operator} compares with a right side; add right:`,
      })
    }
  })
  .meta({ examples: [RULE] })

/** `any` of `all` (disjunctive normal form, Paragon §8.4). */
export const conditionSchema = z
  .strictObject({
    any: z
      .array(
        z
          .strictObject({ all: z.array(ruleSchema).min(1).describe('Rules that must all hold') })
          .meta({ examples: [{ all: [RULE] }] }),
      )
      .min(1)
      .describe('Groups of rules; one group that holds is enough'),
  })
  .meta({ examples: [{ any: [{ all: [RULE] }] }] })

export type Rule = z.infer<typeof ruleSchema>
export type Condition = z.infer<typeof conditionSchema>

/** An operand that the operator does not take: which side, its value and what was expected (contract §1, Conditions). */
export class OperandError extends Error {
  constructor(operator: Operator, side: 'left' | 'right', value: unknown, expected: string) {
    super(`${operator} takes ${expected} on its ${side} side, and got ${describe(value)}`)
    this.name = 'OperandError'
  }
}

/** Compares two resolved operands. A missing path is `undefined` here. Throws an OperandError for a wrong operand. */
export function compare(operator: Operator, left: unknown, right: unknown): boolean {
  switch (operator) {
    case 'isNull':
      return left === null
    case 'isNotNull':
      return left !== null
    case 'exists':
      return left !== null && left !== undefined
    case 'doesNotExist':
      return left === null || left === undefined
    case 'booleanTrue':
      return boolean(operator, left) === true
    case 'booleanFalse':
      return boolean(operator, left) === false
    case 'arrayIsEmpty':
      return list(operator, 'left', left).length === 0
    case 'arrayIsNotEmpty':
      return list(operator, 'left', left).length > 0
    case 'arrayIsIn':
      return list(operator, 'right', right).some(item => sameData(item, left))
    case 'arrayIsNotIn':
      return !list(operator, 'right', right).some(item => sameData(item, left))
    case 'stringIsIn':
      return list(operator, 'right', right).includes(string(operator, 'left', left))
    case 'stringIsNotIn':
      return !list(operator, 'right', right).includes(string(operator, 'left', left))
    default:
      return compareScalars(operator, left, right)
  }
}

function compareScalars(operator: Operator, left: unknown, right: unknown): boolean {
  if (operator.startsWith('string'))
    return compareStrings(operator, string(operator, 'left', left), string(operator, 'right', right))
  if (operator.startsWith('number'))
    return compareNumbers(operator, number(operator, 'left', left), number(operator, 'right', right))
  const before = date(operator, 'left', left) - date(operator, 'right', right)
  if (operator === 'dateTimeAfter') return before > 0
  return operator === 'dateTimeBefore' ? before < 0 : before === 0
}

function compareStrings(operator: Operator, left: string, right: string): boolean {
  switch (operator) {
    case 'stringContains':
      return left.includes(right)
    case 'stringDoesNotContain':
      return !left.includes(right)
    case 'stringExactlyMatches':
      return left === right
    case 'stringDoesNotExactlyMatch':
      return left !== right
    case 'stringStartsWith':
      return left.startsWith(right)
    case 'stringDoesNotStartWith':
      return !left.startsWith(right)
    case 'stringEndsWith':
      return left.endsWith(right)
    case 'stringDoesNotEndWith':
      return !left.endsWith(right)
    case 'stringGreaterThan':
      return left > right
    default:
      return left < right
  }
}

function compareNumbers(operator: Operator, left: number, right: number): boolean {
  switch (operator) {
    case 'numberGreaterThan':
      return left > right
    case 'numberLessThan':
      return left < right
    case 'numberEquals':
      return left === right
    case 'numberDoesNotEqual':
      return left !== right
    case 'numberGreaterThanOrEqualTo':
      return left >= right
    default:
      return left <= right
  }
}

function string(operator: Operator, side: 'left' | 'right', value: unknown): string {
  if (typeof value === 'string') return value
  throw new OperandError(operator, side, value, 'a string')
}

function number(operator: Operator, side: 'left' | 'right', value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  throw new OperandError(operator, side, value, 'a number or a numeric string')
}

function boolean(operator: Operator, value: unknown): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new OperandError(operator, 'left', value, 'a boolean, "true" or "false"')
}

const ISO = /^[+-]?\d{4,6}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

function date(operator: Operator, side: 'left' | 'right', value: unknown): number {
  const time =
    typeof value === 'number' ? value : typeof value === 'string' && ISO.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isFinite(time)) return time
  throw new OperandError(operator, side, value, 'an ISO 8601 date or epoch milliseconds')
}

function list(operator: Operator, side: 'left' | 'right', value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') {
    try {
      const parsed: unknown = JSON.parse(value)
      if (Array.isArray(parsed)) return parsed
    } catch {
      // Not JSON: reported below, like any other wrong operand.
    }
  }
  throw new OperandError(operator, side, value, 'an array or a JSON array string')
}

function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameData(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && sameData(a[key], b[key]))
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing (the reference is missing)'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

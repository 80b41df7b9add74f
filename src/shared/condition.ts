import { z } from 'zod'
import { isRecord } from './json.ts'
import { boolean, date, list, number, string } from './operands.ts'

export { OperandError } from './operands.ts'

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

/**
 * Compares two resolved operands (contract §1, Conditions; docs/documents.md lists what each operator takes). A missing
 * path is `undefined` here. Throws an OperandError for a wrong operand.
 */
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

function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameData(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && sameData(a[key], b[key]))
}

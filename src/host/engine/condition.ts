import { type Condition, compare, type Operator } from '../../shared/condition.ts'
import { followReference, type Lookup, parseTemplate, resolveTemplate, type Template } from '../../shared/template.ts'

/** A condition with its operands resolved. */
export interface ResolvedCondition {
  readonly any: readonly { readonly all: readonly ResolvedRule[] }[]
}

interface ResolvedRule {
  readonly operator: Operator
  readonly left: unknown
  readonly right?: unknown
}

/** Parses a condition's templates once; what it gives resolves them (Paragon §8.4, `any` of `all`). */
export function compileCondition(condition: Condition): (lookup: Lookup) => ResolvedCondition {
  const groups = condition.any.map(group =>
    group.all.map(rule => ({
      operator: rule.operator,
      left: parseTemplate(rule.left),
      right: parseTemplate(rule.right ?? null),
    })),
  )
  return lookup => ({
    any: groups.map(group => ({
      all: group.map(({ operator, left, right }) => ({
        left: resolveOperand(left, lookup),
        operator,
        right: resolveOperand(right, lookup),
      })),
    })),
  })
}

/** Whether a resolved condition holds. Throws an OperandError for a wrong operand. */
export function conditionHolds({ any }: ResolvedCondition): boolean {
  return any.some(group => group.all.every(rule => compare(rule.operator, rule.left, rule.right)))
}

/** In a condition a missing path stays undefined: `isNull` asks for null alone (contract §1, Conditions). */
function resolveOperand(template: Template, lookup: Lookup): unknown {
  return template.kind === 'reference'
    ? followReference(template.reference, lookup)
    : resolveTemplate(template, lookup, [])
}

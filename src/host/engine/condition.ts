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
export function compileCondition(condition: Condition): (lookup: Lookup, missing?: string[]) => ResolvedCondition {
  const groups = condition.any.map(group =>
    group.all.map(rule => ({
      operator: rule.operator,
      left: parseTemplate(rule.left),
      right: parseTemplate(rule.right ?? null),
    })),
  )
  return (lookup, missing = []) => ({
    any: groups.map(group => ({
      all: group.map(({ operator, left, right }) => ({
        left: resolveOperand(left, lookup, missing),
        operator,
        right: resolveOperand(right, lookup, missing),
      })),
    })),
  })
}

/**
 * Whether a resolved condition holds: from left to right, and no further than the answer needs, so a wrong operand counts
 * only where it is reached. Throws an OperandError for one.
 */
export function conditionHolds({ any }: ResolvedCondition): boolean {
  return any.some(group => group.all.every(rule => compare(rule.operator, rule.left, rule.right)))
}

/** In a condition a missing path stays undefined: `isNull` asks for null alone (contract §1, Conditions). */
function resolveOperand(template: Template, lookup: Lookup, missing: string[]): unknown {
  if (template.kind !== 'reference') return resolveTemplate(template, lookup, missing)
  const value = followReference(template.reference, lookup)
  if (value === undefined) missing.push(template.reference.text)
  return value
}

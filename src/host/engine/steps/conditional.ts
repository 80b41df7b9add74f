import { compare, OperandError, type Operator, type Rule } from '../../../shared/condition.ts'
import {
  followReference,
  type Lookup,
  parseTemplate,
  resolveTemplate,
  type Template,
} from '../../../shared/template.ts'
import { type StepCompiler, StepFailure } from './types.ts'

interface CompiledRule {
  readonly operator: Operator
  readonly left: Template
  readonly right: Template
}

interface ResolvedRule {
  readonly operator: Operator
  readonly left: unknown
  readonly right?: unknown
}

/** Chooses Yes or No by rules in `any` of `all` (Paragon §8.4). */
export const conditional: StepCompiler<'conditional'> = (step, { compile }) => {
  const groups = step.if.any.map(group => group.all.map(compileRule))
  const yes = compile(step.whenTrue)
  const no = compile(step.whenFalse)
  return {
    input: lookup => ({ any: groups.map(group => ({ all: group.map(rule => resolveRule(rule, lookup)) })) }),
    execute(input) {
      const { any } = input as { any: { all: ResolvedRule[] }[] }
      try {
        return { selectedChoice: any.some(group => group.all.every(holds)) ? 'Yes' : 'No' }
      } catch (error) {
        if (error instanceof OperandError) throw new StepFailure('STEP_FAILED', error.message)
        throw error
      }
    },
    branch: output => ((output as { selectedChoice: string }).selectedChoice === 'Yes' ? yes : no),
  }
}

function compileRule(rule: Rule): CompiledRule {
  return { operator: rule.operator, left: parseTemplate(rule.left), right: parseTemplate(rule.right ?? null) }
}

/** In a condition a missing path stays undefined: `isNull` asks for null alone (contract §1, Conditions). */
function resolveOperand(template: Template, lookup: Lookup): unknown {
  return template.kind === 'reference'
    ? followReference(template.reference, lookup)
    : resolveTemplate(template, lookup, [])
}

function resolveRule(rule: CompiledRule, lookup: Lookup): ResolvedRule {
  return { left: resolveOperand(rule.left, lookup), operator: rule.operator, right: resolveOperand(rule.right, lookup) }
}

function holds(rule: ResolvedRule): boolean {
  return compare(rule.operator, rule.left, rule.right)
}

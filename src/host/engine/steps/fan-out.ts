import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { allSteps } from '../../../shared/workflow.ts'
import { Scope } from '../scope.ts'
import { type StepCompiler, StepFailure } from './types.ts'

/** Runs its steps once an item, in parallel; goes on when all have ended (Paragon §5, Fan Out). */
export const fanOut: StepCompiler<'fanOut'> = (step, { compile }) => {
  const iterator = parseTemplate(step.iterator)
  const items = (output: unknown): readonly unknown[] => (output as { instance: unknown[] }).instance
  return {
    input: (lookup, missing) => ({ iterator: resolveTemplate(iterator, lookup, missing) }),
    execute(input, context) {
      const list = (input as { iterator: unknown }).iterator
      if (!Array.isArray(list)) {
        const got = list === null ? 'nothing (the reference is missing)' : `a ${typeof list}`
        throw new StepFailure('STEP_FAILED', `iterator is ${got}, and a fan-out takes an array`)
      }
      if (list.length > context.limits.fanOutItems) {
        throw new StepFailure(
          'FAN_OUT_TOO_LARGE',
          `iterator has ${list.length} items, more than limits.fanOutItems (${context.limits.fanOutItems})`,
          {
            remedy: 'Fan out over fewer items, or raise limits.fanOutItems in triggerbench.yaml',
          },
        )
      }
      return { instance: list }
    },
    each: {
      items,
      scope(item, parent) {
        const scope = new Scope(parent)
        scope.set(step.id, { instance: item })
        return scope
      },
      steps: compile(step.steps),
      inner: [step.id, ...allSteps(step.steps).map(inner => inner.id)],
    },
  }
}

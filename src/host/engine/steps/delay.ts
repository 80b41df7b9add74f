import { DELAY_UNITS } from '../../../shared/steps/delay.ts'
import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { type StepCompiler, StepFailure } from './types.ts'

/** Waits a whole number of units without holding a place of `concurrency` (Paragon §5, Delay). */
export const delay: StepCompiler<'delay'> = step => {
  const value = parseTemplate(step.value)
  return {
    input: (lookup, missing) => ({ unit: step.unit, value: resolveTemplate(value, lookup, missing) }),
    async execute(input, context) {
      const units = Number((input as { value: unknown }).value)
      if (!Number.isInteger(units) || units < 0) {
        const got = JSON.stringify((input as { value: unknown }).value)
        throw new StepFailure(
          'STEP_FAILED',
          `value is ${got}; a delay takes a whole number of ${step.unit.toLowerCase()}, 0 or more`,
        )
      }
      await context.sleep(units * DELAY_UNITS[step.unit])
      return {}
    },
  }
}

import { DELAY_UNITS, LONGEST_DELAY } from '../../../shared/steps/delay.ts'
import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { type StepCompiler, StepFailure } from './types.ts'

/** Waits a whole number of units without holding a place of `concurrency` (Paragon §5, Delay). */
export const delay: StepCompiler<'delay'> = step => {
  const value = parseTemplate(step.value)
  return {
    input: (lookup, missing) => ({ unit: step.unit, value: resolveTemplate(value, lookup, missing) }),
    async execute(input, context) {
      const { value: given } = input as { value: unknown }
      const units = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
      const ms =
        typeof units === 'number' && Number.isInteger(units) && units >= 0 ? units * DELAY_UNITS[step.unit] : -1
      if (ms < 0 || ms > LONGEST_DELAY) {
        const most = LONGEST_DELAY / DELAY_UNITS[step.unit]
        const got = given === null ? 'nothing (the reference is missing)' : shorten(JSON.stringify(given))
        const message = `value is ${got}; a delay takes a whole number of ${step.unit.toLowerCase()}, from 0 to ${most}`
        throw new StepFailure('STEP_FAILED', message)
      }
      await context.sleep(ms)
      return {}
    },
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

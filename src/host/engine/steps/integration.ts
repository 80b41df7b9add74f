import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { withinLimit } from '../step-output.ts'
import { type StepCompiler, StepFailure } from './types.ts'

/** Runs an action of a local stand-in. The `http` kind answers as a Request step does (contract §1, Stand-ins). */
export const integration: StepCompiler<'integration'> = step => {
  const inputs = parseTemplate(step.with)
  const [name = '', action = ''] = step.action.split('.')
  return {
    input: (lookup, missing) => resolveTemplate(inputs, lookup, missing),
    async execute(input, context) {
      const { integration: find, clock, files } = context.services
      const target = find(name)
      if (!target) {
        throw new StepFailure('STEP_FAILED', `action: ${step.action} names no integration of this workspace`, {
          remedy: `Add ${name}: under integrations: in triggerbench.yaml`,
        })
      }
      const result = await target.run(action, input as Record<string, unknown>, {
        clock,
        files,
        signal: context.signal(),
        largestBody: context.limits.stepOutput,
      })
      return withinLimit(target.kind === 'http' ? { response: result } : { result }, context.limits.stepOutput)
    },
  }
}

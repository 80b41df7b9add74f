import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { type StepCompiler, StepFailure } from './types.ts'

/** Calls a Function in a runner process; nothing of it runs in the host (contract §1, "A function's source"). */
export const functionCompiler: StepCompiler<'function'> = (step, { functions }) => {
  const parameters = parseTemplate(step.parameters)
  const text = functions.get(step.id) ?? { file: step.file ?? step.id, source: step.code ?? '' }
  return {
    input: (lookup, missing) => resolveTemplate(parameters, lookup, missing),
    async execute(input, context) {
      const outcome = await context.services.functions.call({
        source: text.source,
        sourceName: text.file,
        parameters: input as Record<string, unknown>,
        runId: context.runId,
        signal: context.signal(),
      })
      context.addLogs(outcome.logs)
      if (outcome.ok) return { result: outcome.result }
      const { code, message, stack } = outcome.error
      throw new StepFailure(code, message, stack === undefined ? {} : { stack })
    },
  }
}

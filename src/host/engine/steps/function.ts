import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { type FunctionText, type StepCompiler, StepFailure } from './types.ts'

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
      throw new StepFailure(code, placed(message, text), stack === undefined ? {} : { stack: placed(stack, text) })
    },
  }
}

/** A text in which places of a Function that stands in a document are those of the document: the runner counts from its first line. */
function placed(text: string, { file, at }: FunctionText): string {
  if (!at || !text.includes(`${file}:`)) return text
  return text
    .split(`${file}:`)
    .map((piece, index) =>
      index === 0 ? piece : piece.replace(/^(\d+)(?::(\d+))?/, (_, line, column) => place(at, line, column)),
    )
    .join(`${file}:`)
}

function place(at: { line: number; column: number }, line: string, column: string | undefined): string {
  const shifted = Number(line) + at.line - 1
  return column === undefined ? String(shifted) : `${shifted}:${Number(column) + at.column - 1}`
}

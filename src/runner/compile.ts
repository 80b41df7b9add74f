import vm from 'node:vm'
import type { DefinedFunction } from '../shared/function-channel.ts'
import { RunnerError } from './failure.ts'
import { PREFIX, placeOf, syntaxProblem } from './syntax.ts'

const { compileFunction, SourceTextModule } = vm
const sourceOf = Function.prototype.call.bind(Function.prototype.toString) as (value: unknown) => string

export type UserFunction = (parameters: unknown, libraries: unknown) => unknown

const AROUND = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|[;()])*$/

/**
 * Makes a function of the user's text (contract §1, "A function's source"): an expression, an arrow or a declaration with
 * comments around it and a trailing `;`, or a module with a default export. Throws STEP_FAILED with the place.
 */
export function compile({ source, sourceName }: DefinedFunction): UserFunction {
  const text = source.charCodeAt(0) === 0xfeff ? ` ${source.slice(1)}` : source
  try {
    return compileExpression(text, sourceName)
  } catch (error) {
    if (/\bexport\b/.test(text)) return compileModule(text, sourceName)
    throw error
  }
}

function compileExpression(source: string, sourceName: string): UserFunction {
  let value: unknown
  try {
    value = compileFunction(`${PREFIX}${source}\n`, [], { filename: sourceName, columnOffset: -PREFIX.length })()
  } catch (error) {
    throw invalid(source, sourceName, error)
  }
  if (typeof value === 'function') {
    const text = sourceOf(value)
    const start = source.indexOf(text)
    if (start >= 0 && AROUND.test(source.slice(0, start)) && AROUND.test(source.slice(start + text.length))) {
      return value as UserFunction
    }
  }
  throw invalid(source, sourceName, new Error('there is more than one function, or something that is not a function'))
}

function compileModule(source: string, sourceName: string): UserFunction {
  let value: unknown
  try {
    const module = new SourceTextModule(source, { identifier: sourceName })
    if (module.moduleRequests.length > 0) {
      throw new Error(`it imports ${JSON.stringify(module.moduleRequests[0]?.specifier)}; use the libraries argument`)
    }
    module.linkRequests([])
    module.instantiate()
    module.evaluate().catch(() => {})
    if (module.status === 'errored') throw module.error
    if (module.status !== 'evaluated') throw new Error('it awaits at its top level; await inside the function')
    value = (module.namespace as { default?: unknown }).default
  } catch (error) {
    throw invalid(source, sourceName, error)
  }
  if (typeof value === 'function') return value as UserFunction
  throw invalid(source, sourceName, new Error('its default export is not a function'))
}

/** A text that does not parse has a syntax error; one that does is something else than a function. */
function invalid(source: string, sourceName: string, error: unknown): RunnerError {
  const wrong = error instanceof SyntaxError ? syntaxProblem(source, sourceName) : undefined
  if (wrong) return new RunnerError('STEP_FAILED', `Syntax error at ${wrong.place}: ${wrong.message}`)
  const message = error instanceof Error ? error.message : String(error)
  return new RunnerError(
    'STEP_FAILED',
    `${placeOf(source, sourceName, error)} is not one function: ${message}. ` +
      'Write `function name(parameters, libraries) { … }`, an arrow function, or, in a file, a default export.',
  )
}

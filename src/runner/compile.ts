import vm from 'node:vm'
import type { DefinedFunction } from '../shared/function-channel.ts'
import { RunnerError } from './failure.ts'

const { compileFunction, SourceTextModule } = vm
const sourceOf = Function.prototype.call.bind(Function.prototype.toString) as (value: unknown) => string

export type UserFunction = (parameters: unknown, libraries: unknown) => unknown

/** A comma makes a declaration an expression, so every form the contract allows is one; the first line's columns are shifted back. */
const PREFIX = 'return 0,'
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

function invalid(source: string, sourceName: string, error: unknown): RunnerError {
  const message = error instanceof Error ? error.message : String(error)
  return new RunnerError(
    'STEP_FAILED',
    `${place(source, sourceName, error)} is not one function: ${message}. ` +
      'Write `function name(parameters, libraries) { … }`, an arrow function, or, in a file, a default export.',
  )
}

/** `name:line:column` where V8 decorated a SyntaxError's stack with the line and a caret. */
function place(source: string, sourceName: string, error: unknown): string {
  const lines = error instanceof Error && typeof error.stack === 'string' ? error.stack.split('\n') : []
  const head = lines[0] ?? ''
  if (!head.startsWith(`${sourceName}:`)) return sourceName
  if (Number(head.slice(sourceName.length + 1)) > source.split('\n').length) return endOf(source, sourceName)
  const caret = lines.slice(1).find(line => /^\s*\^+\s*$/.test(line))
  if (!caret) return head
  const shift = head === `${sourceName}:1` && lines[1]?.startsWith(PREFIX) ? PREFIX.length : 0
  return `${head}:${caret.indexOf('^') + 1 - shift}`
}

/** V8 misses something only behind the end of the text; the text's own last place is shown. */
function endOf(source: string, sourceName: string): string {
  const lines = source.trimEnd().split('\n')
  return `${sourceName}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}

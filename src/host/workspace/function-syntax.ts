import vm from 'node:vm'

/** Where a Function's source is not JavaScript: line and column from 1. */
export interface SyntaxProblem {
  readonly line: number
  readonly column: number
  readonly message: string
}

const PREFIX = 'return 0,'
const NAME = 'function'

/**
 * Looks for a syntax error in a Function's source without running any of it (contract §1, "A function's source").
 * Undefined where there is none, or where a module says more than can be judged here: the runner has the last word.
 */
export function findSyntaxError(source: string): SyntaxProblem | undefined {
  const text = source.replace(/^\uFEFF/, ' ')
  const problem = compileError(`${PREFIX}${text}\n`, PREFIX.length)
  if (problem === undefined || !/\bexport\b/.test(text)) return clamp(problem, text)
  if (/^\s*(?:import\b|export\s*[{*])/m.test(text) || /\bawait\b/.test(text)) return undefined
  const script = text.replace(/^(\s*)export\s+default\b/m, blank(';0,')).replace(/^(\s*)export\b/gm, blank(''))
  return clamp(compileError(script, 0), text)
}

/** A replacement of the same length, so that columns stay. */
function blank(start: string): (found: string, space: string) => string {
  return (found, space) => space + start + ' '.repeat(found.length - space.length - start.length)
}

function compileError(code: string, shift: number): SyntaxProblem | undefined {
  try {
    vm.compileFunction(code, [], { filename: NAME, columnOffset: -shift })
    return undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) return undefined
    const lines = (error.stack ?? '').split('\n')
    const line = Number(/^function:(\d+)/.exec(lines[0] ?? '')?.[1] ?? 1)
    const caret = lines.find(text => /^\s*\^+\s*$/.test(text))?.indexOf('^') ?? 0
    return { line, column: Math.max(1, caret + 1 - (line === 1 ? shift : 0)), message: error.message }
  }
}

/** What is missing at the end is missing in the last line that the source has. */
function clamp(problem: SyntaxProblem | undefined, source: string): SyntaxProblem | undefined {
  const lines = source.trimEnd().split('\n')
  if (problem === undefined || problem.line <= lines.length) return problem
  return { ...problem, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

import vm from 'node:vm'

const { compileFunction, SourceTextModule } = vm

/** Makes a declaration an expression; the first line's columns are shifted back by its length. */
export const PREFIX = 'return 0,'
const EXPORT = /\bexport\s+default\b/

/** What is wrong with a text, and its place as `name:line:column`, or the name alone where V8 gives no place. */
export interface SyntaxProblem {
  message: string
  place: string
}

interface Found {
  message: string
  line: number
  column: number
}

/**
 * What keeps a text from being parsed, or undefined where it parses as an expression, as statements or as a module. Each
 * way fails at another place; the one that comes farthest has read what its author wrote.
 */
export function syntaxProblem(source: string, sourceName: string): SyntaxProblem | undefined {
  // An export of the same length that is no export, as V8 gives places for functions and none for modules.
  const plain = source.replace(EXPORT, exported => `void 0,${exported.slice('void 0,'.length).replace(/\S/g, ' ')}`)
  const found: Found[] = []
  for (const [prefix, text] of [
    [PREFIX, source],
    ['', source],
    ['', plain],
  ] as const) {
    const wrong = tryStatements(prefix, text, sourceName)
    if (wrong) found.push(wrong)
    else if (text === source) return undefined
  }
  const reason = tryModule(source)
  if (reason === undefined) return undefined
  const same = EXPORT.test(source) ? found.filter(({ message }) => message === reason) : found
  const [last] = same.sort((a, b) => b.line - a.line || b.column - a.column)
  if (!last) return { message: reason, place: sourceName }
  return { message: last.message, place: `${sourceName}:${last.line}:${last.column}` }
}

/** The place of an error that V8 found in a text compiled after PREFIX. */
export function placeOf(source: string, sourceName: string, error: unknown): string {
  const found = locate(source, sourceName, PREFIX, error)
  return found ? `${sourceName}:${found.line}:${found.column}` : sourceName
}

function tryStatements(prefix: string, source: string, sourceName: string): Found | undefined {
  try {
    compileFunction(`${prefix}${source}\n`, [], { filename: sourceName, columnOffset: -prefix.length })
    return undefined
  } catch (error) {
    return locate(source, sourceName, prefix, error)
  }
}

function tryModule(source: string): string | undefined {
  try {
    new SourceTextModule(source)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** V8 decorates a SyntaxError's stack with the name and the line, the line's text and a caret. */
function locate(source: string, sourceName: string, prefix: string, error: unknown): Found | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined
  const [head = '', ...lines] = error.stack.split('\n')
  if (!head.startsWith(`${sourceName}:`)) return undefined
  const line = Number(head.slice(sourceName.length + 1))
  if (line > source.split('\n').length) return { message: error.message, ...endOf(source) }
  const caret = lines.find(text => /^\s*\^+\s*$/.test(text))
  const shift = line === 1 && lines[0]?.startsWith(prefix) ? prefix.length : 0
  return { message: error.message, line, column: caret ? caret.indexOf('^') + 1 - shift : 1 }
}

/** V8 misses something only behind the end of the text; the text's own last place is shown. */
function endOf(source: string): { line: number; column: number } {
  const lines = source.trimEnd().split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

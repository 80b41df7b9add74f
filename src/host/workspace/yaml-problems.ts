import { type Alias, type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, visit } from 'yaml'

/** What is wrong with a YAML text, and where (UTF-16 offset). */
export interface YamlProblem {
  readonly offset: number
  readonly message: string
}

type YamlError = Document['errors'][number]

/** Mistakes that spoil nothing after them: each is told. Of the others only the first is, since the rest follow from it. */
const LOCAL: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'BAD_DQ_ESCAPE'])
const QUOTE_BRACES = 'A value that begins with {{ is written in quotes, as in "{{ trigger.request.body.email }}"'
const MAX_DEPTH = 500

/** The mistakes of a parsed YAML text, one for each cause, in sentences that say what to do. */
export function yamlProblems(document: Document, source: string): YamlProblem[] {
  if (document.errors.length > 0) return syntaxProblems(document, source)
  if (deeperThan(document.contents, MAX_DEPTH))
    return [{ offset: 0, message: `This document is nested more than ${MAX_DEPTH} deep; a person could not read it` }]
  return nodeProblems(document, source)
}

function syntaxProblems(document: Document, source: string): YamlProblem[] {
  const first = document.errors.findIndex(error => !LOCAL.has(error.code))
  const told = first < 0 ? document.errors : document.errors.slice(0, first + 1)
  return told.map(error => {
    const { offset, message } = explain(error, document, source)
    return { offset, message: `This is not YAML: ${message}` }
  })
}

function explain(error: YamlError, document: Document, source: string): YamlProblem {
  const offset = error.pos[0]
  const at = (message: string, where = offset): YamlProblem => ({ offset: where, message })
  if (error.message.includes('call stack')) return at('it is nested too deep')
  const braces = unquotedBraces(source, offset)
  if (braces >= 0) return at(QUOTE_BRACES, braces)
  const line = lineAt(source, offset)
  if (/^\s*-[^\s-]/.test(line.text))
    return at('A list item has a space after its dash, as in - id: reply', line.start + line.text.indexOf('-'))
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return at('This line is indented with a tab; YAML takes spaces')
    case 'DUPLICATE_KEY':
      return at(`The key ${wordAt(source, offset)} stands twice in this map; keep one of them`)
    case 'MULTIPLE_DOCS':
      return at('A file holds one document; move what follows this line into a file of its own')
    case 'BAD_SCALAR_START':
      return at(`A text that begins with ${source[offset]} is written in quotes`)
    case 'BAD_DQ_ESCAPE':
      return at(
        `In double quotes a backslash begins an escape, and ${error.message.replace(/^.*sequence /, '')} is none; write \\\\ or use single quotes`,
      )
    case 'BLOCK_AS_IMPLICIT_KEY':
      return overIndented(source, offset) ?? at('A text with a colon and a space in it is written in quotes')
    case 'MULTILINE_IMPLICIT_KEY':
      return at(`This line has no colon; a key and its value are written key: value`)
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      return structural(error, document, source) ?? at(sentence(error.message))
    default:
      return at(sentence(error.message))
  }
}

/** Finds the quote or bracket that was opened and not closed: it is where the mistake is, not where the parser gave up. */
function structural(error: YamlError, document: Document, source: string): YamlProblem | undefined {
  const offset = error.pos[0]
  const quote = /Missing closing (["'])/.exec(error.message)?.[1]
  const endOf = (node: Node) => node.range?.[1] ?? 0
  let found: YamlProblem | undefined
  visit(document, {
    Scalar(_, node) {
      const start = node.range?.[0] ?? 0
      if (node.type !== 'QUOTE_DOUBLE' && node.type !== 'QUOTE_SINGLE') return
      const lines = source.slice(start, endOf(node)).includes('\n')
      const here = start < offset && (quote ? endOf(node) >= offset : lines && sameLine(source, endOf(node), offset))
      if (here) found = { offset: start, message: `The text that begins with this ${source[start]} is not closed` }
    },
    Collection(_, node) {
      const start = node.range?.[0] ?? 0
      const open = source[start]
      if (!/Flow (sequence|map) in block|flow collection|to end with/i.test(error.message) || !node.flow) return
      if (start < offset && endOf(node) >= offset)
        found = { offset: start, message: `This ${open} is not closed with ${open === '{' ? '}' : ']'}` }
    },
  })
  if (found) return found
  if (error.code === 'BAD_INDENT') {
    const message = 'This line is indented unlike the lines it belongs to; keys of one map begin in one column'
    return error.message.includes('same column') ? { offset: firstOfLine(source, offset), message } : undefined
  }
  if (error.message.includes('Sequence item without')) {
    const message = 'This line is indented unlike the lines it belongs to; an item of a list begins with a dash'
    return { offset: firstOfLine(source, offset), message }
  }
  if (error.message.startsWith('Implicit map keys')) {
    const message = 'This line has no colon; a key and its value are written key: value'
    return { offset: firstOfLine(source, offset), message }
  }
  return undefined
}

/** What the parser takes and a document may not have: templates without quotes, keys that are no text, unknown aliases. */
function nodeProblems(document: Document, source: string): YamlProblem[] {
  const problems: YamlProblem[] = []
  const anchors = new Set<string>()
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && 'anchor' in node && node.anchor) anchors.add(node.anchor)
    },
    Alias(_, node: Alias, around) {
      const offset = node.range?.[0] ?? 0
      if (!anchors.has(node.source)) {
        const message = `There is no anchor &${node.source} before this alias; a text that begins with * is written in quotes`
        problems.push({ offset, message })
      } else if (around.some(outer => isNode(outer) && 'anchor' in outer && outer.anchor === node.source)) {
        problems.push({
          offset,
          message: `This alias stands inside &${node.source}, which it would repeat without end`,
        })
      }
    },
    Pair(_, pair) {
      if (!isMap(pair.key) && !isSeq(pair.key)) return
      const offset = pair.key.range?.[0] ?? 0
      const braces = source[offset] === '{' && source[offset - 1] === '{'
      const message = braces ? QUOTE_BRACES : 'A key is a text; a map or a list cannot be one'
      problems.push({ offset: braces ? offset - 1 : offset, message })
      return visit.SKIP
    },
  })
  return problems
}

function deeperThan(node: unknown, depth: number): boolean {
  if (isPair(node)) return deeperThan(node.key, depth) || deeperThan(node.value, depth)
  if (!isNode(node) || isScalar(node) || isAlias(node)) return false
  if (depth === 0) return true
  return (isMap(node) || isSeq(node)) && node.items.some((item: unknown) => deeperThan(item, depth - 1))
}

/** The first `{{` in the line that begins a value without a quote; -1 when there is none. */
function unquotedBraces(source: string, offset: number): number {
  const line = lineAt(source, offset)
  const found = /(?:[:,[{]\s+|^\s*-\s+|\[)\{\{/.exec(line.text)
  if (!found) return -1
  const at = found.index + found[0].length - 2
  const before = line.text.slice(0, at)
  const quoted = (before.split('"').length - 1) % 2 === 1 || (before.split("'").length - 1) % 2 === 1
  return quoted ? -1 : line.start + at
}

/** A value on one line that goes on with a deeper line which looks like a key of its own. */
function overIndented(source: string, offset: number): YamlProblem | undefined {
  const line = lineAt(source, offset)
  if (/:\s/.test(source.slice(offset, line.start + line.text.length))) return undefined
  const rest = source.slice(line.start + line.text.length + 1)
  const next = rest.search(/[^\s]/)
  if (next < 0) return undefined
  const message = 'This line is indented further than the key it should stand beside, so it continues the value above'
  return { offset: line.start + line.text.length + 1 + next, message }
}

function lineAt(source: string, offset: number): { start: number; text: string } {
  const start = source.lastIndexOf('\n', offset - 1) + 1
  const end = source.indexOf('\n', start)
  return { start, text: source.slice(start, end < 0 ? undefined : end) }
}

/** Where the text of the line begins. */
function firstOfLine(source: string, offset: number): number {
  const line = lineAt(source, offset)
  return line.start + line.text.search(/\S|$/)
}

function sameLine(source: string, a: number, b: number): boolean {
  return !source.slice(Math.min(a, b), Math.max(a, b)).includes('\n')
}

function wordAt(source: string, offset: number): string {
  return /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,}]+)/.exec(source.slice(offset))?.[0] ?? ''
}

function sentence(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/ at line \d+, column \d+:?.*$/, '')
}

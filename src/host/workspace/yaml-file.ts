import { isUtf8 } from 'node:buffer'
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml'
import type { DocumentIssue } from '../../shared/control.ts'
import { yamlProblems } from './yaml-problems.ts'

/** Keys and indexes from the document's root. */
export type DocumentPath = readonly PropertyKey[]

export interface Position {
  line: number
  column: number
}

/** A YAML file that was read: its data, and where each part of it stands. */
export interface YamlFile {
  readonly file: string
  readonly source: string
  /** The document's data; undefined when it is no YAML. */
  readonly value: unknown
  /** Syntax errors and warnings. */
  readonly issues: readonly DocumentIssue[]
  /** Where a value stands (or its key, with `key`); the nearest part around it when it is missing. */
  position(path: DocumentPath, part?: 'key' | 'value'): Position
  /** Where a character of a string stands: `offset` in UTF-16 units at or inside one of its `{{ … }}`. */
  positionInText(path: DocumentPath, text: string, offset: number): Position
  /** Where a line and column of a block text (`|`) stand; where the value begins when it is written otherwise. */
  positionOfLine(path: DocumentPath, line: Position): Position
}

/** Reads YAML 1.2 (contract §1). Never throws: what is wrong stands in `issues`. */
export function parseYamlFile(file: string, bytes: Buffer): YamlFile {
  const source = bytes.toString('utf8')
  const lines = new LineCounter()
  const unreadable = unreadableText(bytes, source)
  const text = unreadable?.parse === false ? '' : source
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const issue = (offset: number, message: string, severity: 'error' | 'warning'): DocumentIssue => ({
    file,
    ...at(offset),
    path: '',
    message,
    severity,
  })
  const problems = unreadable === undefined ? yamlProblems(document, source) : []
  const issues = [
    ...(unreadable === undefined ? [] : [{ ...issue(0, unreadable.message, 'error'), ...unreadable.position }]),
    ...problems.map(({ offset, message }) => issue(offset, message, 'error')),
    ...document.warnings.map(({ pos, message }) => issue(pos[0], unknownTag(message), 'warning')),
  ]
  const read = issues.some(({ severity }) => severity === 'error') ? { value: undefined } : toData(document)
  if (read.error !== undefined) issues.push(issue(0, read.error, 'error'))
  return {
    file,
    source,
    value: read.value,
    issues,
    position: (path, part = 'value') => at(offsetOf(document, path, part)),
    positionInText: (path, text, offset) => at(offsetInText(document, source, path, text, offset)),
    positionOfLine(path, { line, column }) {
      const value = resolveAlias(document, placeOf(document, path).place.value)
      const start = at(offsetOf(document, path, 'value'))
      if (!isScalar(value) || value.type !== 'BLOCK_LITERAL') return start
      const rows = source.split(/\r?\n/).slice(start.line)
      const indent = rows.find(row => row.trim() !== '')?.search(/\S/) ?? 0
      return { line: start.line + line, column: indent + column }
    },
  }
}

/** Writes a path as people read it: `steps[1].with['e-mail']`. */
export function pathText(path: DocumentPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const name = String(key)
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${text}['${name}']`
    return text === '' ? name : `${text}.${name}`
  }, '')
}

function toData(document: Document): { value: unknown; error?: string } {
  try {
    return { value: document.toJS() }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const aliases = 'The aliases of this document repeat more than a person would write; write the data out'
    return { value: undefined, error: message.includes('alias count') ? aliases : `This is not YAML: ${message}` }
  }
}

function unknownTag(message: string): string {
  return message.replace(
    /^Unresolved tag: (\S+).*$/s,
    'The tag $1 is not known; the value is read as if it were not there',
  )
}

const MAX_SIZE = 8 * 2 ** 20
const CONTROL = /(?![\t\n\r\u0080-\u009f])\p{Cc}/u

interface Unreadable {
  readonly message: string
  readonly position: Position
  /** False when even an attempt to parse it would cost too much. */
  readonly parse: boolean
}

/** Why bytes are no text of a document, before any YAML is looked at. */
function unreadableText(bytes: Buffer, source: string): Unreadable | undefined {
  const size = `${(bytes.length / 2 ** 20).toFixed(1)} MiB`
  const start = { line: 1, column: 1 }
  if (bytes.length > MAX_SIZE) {
    const message = `This document has ${size}, and ${MAX_SIZE / 2 ** 20} MiB is the most; put large data into files/ and name the file`
    return { message, position: start, parse: false }
  }
  const broken = isUtf8(bytes) ? undefined : brokenLine(bytes)
  if (broken) return { message: 'This file is not UTF-8 text; save it as UTF-8', position: broken, parse: true }
  const at = source.search(CONTROL)
  if (at < 0) return undefined
  const before = source.slice(0, at).split('\n')
  const code = `U+${source.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`
  const message = `This file holds the control character ${code}; remove it, or write it as an escape in double quotes`
  return { message, position: { line: before.length, column: (before.at(-1) ?? '').length + 1 }, parse: true }
}

/** The first byte that is not UTF-8. */
function brokenLine(bytes: Buffer): Position {
  let line = 1
  let start = 0
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    start = end + 1
    line++
  }
  return { line, column: Math.max(0, bytes.toString('utf8', start).indexOf('\uFFFD')) + 1 }
}

interface Place {
  key: Node | undefined
  value: Node | undefined
}

function placeOf(document: Document, path: DocumentPath): { place: Place; found: boolean } {
  let place: Place = { key: undefined, value: document.contents ?? undefined }
  for (const segment of path) {
    const next = child(resolveAlias(document, place.value), segment)
    if (next === undefined) return { place, found: false }
    place = next
  }
  return { place, found: true }
}

function child(node: Node | undefined, segment: PropertyKey): Place | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(segment)]
    return isNode(item) ? { key: undefined, value: item } : undefined
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find((item: Pair) => isScalar(item.key) && String(item.key.value) === String(segment))
  if (pair === undefined) return undefined
  return { key: isNode(pair.key) ? pair.key : undefined, value: isNode(pair.value) ? pair.value : undefined }
}

function resolveAlias(document: Document, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node
}

function offsetOf(document: Document, path: DocumentPath, part: 'key' | 'value'): number {
  const { place, found } = placeOf(document, path)
  const node = found && part === 'key' ? (place.key ?? place.value) : (place.value ?? place.key)
  return node?.range?.[0] ?? 0
}

/** A template's braces stand in the source as often and in the same order as in the value, whatever the scalar's style. */
function offsetInText(document: Document, source: string, path: DocumentPath, text: string, offset: number): number {
  const { place } = placeOf(document, path)
  const range = resolveAlias(document, place.value)?.range
  if (!range) return offsetOf(document, path, 'value')
  let inText = -1
  let inSource = range[0] - 1
  for (let next = text.indexOf('{{'); next >= 0 && next <= offset; next = text.indexOf('{{', next + 2)) {
    const at = source.indexOf('{{', inText < 0 ? range[0] : inSource + 2)
    if (at < 0 || at >= range[1]) break
    inText = next
    inSource = at
  }
  return inText < 0 ? range[0] : Math.min(inSource + offset - inText, range[1])
}

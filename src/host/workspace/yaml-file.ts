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
}

/** Reads YAML 1.2 (contract §1). Never throws: what is wrong stands in `issues`. */
export function parseYamlFile(file: string, bytes: Buffer): YamlFile {
  const source = bytes.toString('utf8')
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
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
  const issues = [
    ...(isUtf8(bytes) ? [] : [issue(0, 'This file is not UTF-8 text; save it as UTF-8', 'error')]),
    ...document.errors.map(error => issue(error.pos[0], `This is not YAML: ${sentence(error.message)}`, 'error')),
    ...document.warnings.map(warning => issue(warning.pos[0], sentence(warning.message), 'warning')),
  ]
  const read = document.errors.length === 0 ? toData(document) : { value: undefined }
  if (read.error !== undefined) issues.push(issue(0, read.error, 'error'))
  return {
    file,
    source,
    value: read.value,
    issues,
    position: (path, part = 'value') => at(offsetOf(document, path, part)),
    positionInText: (path, text, offset) => at(offsetInText(document, source, path, text, offset)),
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
    return { value: undefined, error: `This is not YAML: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function sentence(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/ at line \d+, column \d+:?.*$/, '')
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

import { FileRef } from './file-value.ts'

/** One `{{ root.path }}`. */
export interface Reference {
  /** A step id, or `trigger`, `user`, `settings`, `secrets`, `self`. */
  readonly root: string
  readonly path: readonly string[]
  /** As it was written, without the braces. */
  readonly text: string
}

/** A value with its templates parsed: parse once, resolve many times. */
export type Template =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'text'; readonly parts: readonly (string | Reference)[] }
  | { readonly kind: 'array'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Template])[] }

/** A template that cannot be read: what is wrong and where in its text (UTF-16 units). */
export class TemplateError extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.name = 'TemplateError'
    this.offset = offset
  }
}

/** Gives the value a reference's root stands for; `undefined` when there is none. */
export type Lookup = (root: string) => unknown

/**
 * What a step inside a fan-out is to those after it: its value in each iteration, in order; undefined where the
 * iteration did not run it. Paths are followed in each (contract §1, "After a fan-out"). `own` is there where it
 * stands for the fan-out itself: its `error` is one, not one for each iteration.
 */
export class FanIn {
  readonly values: readonly unknown[]
  readonly own: { readonly error?: unknown } | undefined
  constructor(values: readonly unknown[], own?: { readonly error?: unknown }) {
    this.values = values
    this.own = own
  }
}

export const RESERVED_ROOTS = ['trigger', 'user', 'settings', 'secrets', 'self'] as const

const MAX_DEPTH = 32
const ROOT = /\s*([A-Za-z_][A-Za-z0-9_]*)/y
const SEGMENT = /\s*(?:\.\s*([^\s.[\]{}'"]+)|\[\s*(?:(\d+)|'((?:[^']|'')*)'|"((?:[^"]|"")*)")\s*\])/y
const LITERAL = /\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)")\s*\}\}/y

/**
 * Parses a string. A string without braces is a constant; exactly one reference keeps its type; anything else is text
 * (contract §1, Templates). A quoted text in braces stands for itself, so `{{ '{{' }}` writes two braces. In quotes a
 * doubled quote is one.
 */
export function parseText(text: string): Template {
  if (!text.includes('{{')) return { kind: 'constant', value: text }
  const parts: (string | Reference)[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    if (open < 0) {
      parts.push(text.slice(at))
      break
    }
    if (open > at) parts.push(text.slice(at, open))
    const { part, end } = parseLiteral(text, open) ?? parseReference(text, open)
    parts.push(part)
    at = end
  }
  const only = parts.length === 1 ? parts[0] : undefined
  return typeof only === 'object' ? { kind: 'reference', reference: only } : { kind: 'text', parts }
}

interface Parsed {
  readonly part: string | Reference
  readonly end: number
}

function parseLiteral(text: string, open: number): Parsed | undefined {
  LITERAL.lastIndex = open + 2
  const match = LITERAL.exec(text)
  return match ? { part: unquoted(match[1], match[2]), end: LITERAL.lastIndex } : undefined
}

function unquoted(single: string | undefined, double: string | undefined): string {
  return single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? ''
}

function parseReference(text: string, open: number): Parsed {
  ROOT.lastIndex = open + 2
  const root = ROOT.exec(text)?.[1]
  if (root === undefined) {
    throw new TemplateError('After {{ comes a step id, trigger, user, settings, secrets or self', open + 2)
  }
  const path: string[] = []
  let at = ROOT.lastIndex
  for (;;) {
    SEGMENT.lastIndex = at
    const match = SEGMENT.exec(text)
    if (!match) break
    path.push(match[1] ?? match[2] ?? unquoted(match[3], match[4]))
    at = SEGMENT.lastIndex
  }
  const close = /\s*\}\}/y
  close.lastIndex = at
  if (!close.test(text)) {
    const unclosed = text.indexOf('}}', at) < 0
    throw new TemplateError(
      unclosed
        ? 'This {{ has no closing }}'
        : `Unexpected text in the reference: a path takes .name, ['any name'] or [0]`,
      unclosed ? open : at,
    )
  }
  return { part: { root, path, text: text.slice(open + 2, at).trim() }, end: close.lastIndex }
}

/** True for a text that is exactly one reference, so that its value keeps its type; a broken one is told elsewhere. */
export function isOneReference(value: unknown): boolean {
  if (typeof value !== 'string' || !value.startsWith('{{')) return false
  try {
    return parseText(value).kind === 'reference'
  } catch (error) {
    if (error instanceof TemplateError) return true
    throw error
  }
}

/** Parses every string inside a JSON value. Throws a TemplateError for a broken one, or for a value nested deeper than 32. */
export function parseTemplate(value: unknown, depth = 0): Template {
  if (typeof value === 'string') return parseText(value)
  if (typeof value !== 'object' || value === null) return { kind: 'constant', value }
  if (depth >= MAX_DEPTH) throw new TemplateError(`Values with templates nest at most ${MAX_DEPTH} deep`, 0)
  if (Array.isArray(value)) {
    const items = value.map(item => parseTemplate(item, depth + 1))
    return items.every(item => item.kind === 'constant') ? { kind: 'constant', value } : { kind: 'array', items }
  }
  const entries = Object.entries(value).map(([key, item]) => [key, parseTemplate(item, depth + 1)] as const)
  return entries.every(([, item]) => item.kind === 'constant')
    ? { kind: 'constant', value }
    : { kind: 'object', entries }
}

/** Every reference in a template, in order. */
export function listReferences(template: Template): Reference[] {
  switch (template.kind) {
    case 'constant':
      return []
    case 'reference':
      return [template.reference]
    case 'text':
      return template.parts.filter(part => typeof part === 'object')
    case 'array':
      return template.items.flatMap(listReferences)
    case 'object':
      return template.entries.flatMap(([, item]) => listReferences(item))
  }
}

/**
 * Resolves a template. A missing value is null and its reference is added to `missing` (contract §1, Templates).
 * Text is joined with values as strings, objects in it as JSON.
 */
export function resolveTemplate(template: Template, lookup: Lookup, missing: string[]): unknown {
  switch (template.kind) {
    case 'constant':
      return template.value
    case 'reference':
      return resolveReference(template.reference, lookup, missing)
    case 'text': {
      let text = ''
      for (const part of template.parts)
        text += typeof part === 'string' ? part : asText(resolveReference(part, lookup, missing))
      return text
    }
    case 'array':
      return template.items.map(item => resolveTemplate(item, lookup, missing))
    case 'object': {
      const result: Record<string, unknown> = {}
      for (const [key, item] of template.entries) setOwn(result, key, resolveTemplate(item, lookup, missing))
      return result
    }
  }
}

/** Follows a reference: null (and noted in `missing`) where nothing is there. */
export function resolveReference(reference: Reference, lookup: Lookup, missing: string[]): unknown {
  const value = followReference(reference, lookup)
  if (value !== undefined) return value
  missing.push(reference.text)
  return null
}

/** Follows a reference; undefined where nothing is there (a Condition tells the two apart). */
export function followReference(reference: Reference, lookup: Lookup): unknown {
  return followPath(lookup(reference.root), reference.path)
}

function followPath(start: unknown, path: readonly string[]): unknown {
  if (start instanceof FanIn) {
    if (start.own && path[0] === 'error') return followPath(start.own, path)
    return start.values.map(value => followPath(value, path) ?? null)
  }
  let value = start
  for (const key of path) {
    if (value === undefined || value === null) return undefined
    value = member(value, key)
  }
  return value
}

/** A member of data: own keys of objects, indexes of arrays, the fields of a file; never anything inherited. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof FileRef) return value.get(key)
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}

/** A value inside mixed text: strings as they are, null as nothing, objects as JSON. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Sets an own property even where the key is `__proto__`: in data it is a name like any other. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

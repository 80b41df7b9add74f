import type { z } from 'zod'
import { didYouMean, nearest } from './nearest.ts'
import { type Explanation, onePerCause } from './one-per-cause.ts'
import { exampleAt, knownKeys, memberValue } from './schema-keys.ts'
import { type DocumentPath, pathText } from './yaml-file.ts'

/** Turns what zod found wrong with `document` into sentences that name the field and the nearest valid word, one for each cause. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  document: unknown,
): Explanation[] {
  const told = issues.flatMap(issue => explain(issue, schema, document))
  return onePerCause(told, path => exampleAt(schema, document, path))
}

function explain(issue: z.core.$ZodIssue, schema: z.core.$ZodType, document: unknown): Explanation[] {
  const { path } = issue
  const value = path.reduce(memberValue, document)
  const say = (message: string, about?: Explanation['about']): Explanation[] => [
    { path, part: 'value', message: `${subject(path)}${message}`, ...(about ? { about } : {}) },
  ]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey([...path, key], knownKeys(schema, document, path)))
    case 'invalid_union':
      return explainUnion(issue, schema, document, value)
    case 'invalid_value':
      return value === undefined
        ? say(missing(issue.values.map(String)), 'missing')
        : say(unknownWord(value, issue.values.map(String)))
    case 'invalid_type':
      if (path.length === 0 && (value === undefined || value === null))
        return say('is empty; it takes a map of names to values')
      return value === undefined
        ? say(`is missing${WORDS[issue.expected] === undefined ? '' : `; it takes ${word(issue.expected)}`}`, 'missing')
        : say(wrongType([issue.expected], value), 'type')
    case 'too_small':
      if (issue.origin === 'string') return say('must not be empty')
      if (issue.origin === 'array') return say('must have at least one entry')
      return say(`must be at least ${issue.minimum}, not ${show(value)}`)
    case 'too_big':
      return say(`must be at most ${issue.maximum}, not ${show(value)}`)
    case 'invalid_key': {
      const inner = issue.issues[0]?.message ?? ''
      const rule = inner.startsWith('Invalid') ? 'letters, digits, _ and -, and it starts with a letter or _' : inner
      return [{ path, part: 'key', message: `${pathText(path.slice(-1))} is no name: a name is ${rule}` }]
    }
    case 'invalid_format':
      return say(
        issue.message.startsWith('Invalid') ? 'does not have the right form' : `is ${show(value)}. ${issue.message}`,
      )
    default:
      return [{ path, part: 'value', message: `${pathText(path)}${path.length > 0 ? ': ' : ''}${issue.message}` }]
  }
}

type UnionIssue = Extract<z.core.$ZodIssue, { code: 'invalid_union' }>

function explainUnion(issue: UnionIssue, schema: z.core.$ZodType, document: unknown, value: unknown): Explanation[] {
  const { path } = issue
  const say = (message: string): Explanation[] => [{ path, part: 'value', message: `${subject(path)}${message}` }]
  if (issue.errors.length === 0) {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
    return value === undefined
      ? [{ path, part: 'value', message: `${subject(path)}${missing(options)}`, about: 'missing' }]
      : say(unknownWord(value, options))
  }
  if (value === undefined) return [{ path, part: 'value', message: `${subject(path)}is missing`, about: 'missing' }]
  const options = issue.errors
  const several = severalOf(options, value)
  if (several.length > 1) return say(`takes one of ${several.map(key => `${key}:`).join(', ')}, not several`)
  const unknown = commonUnknownKeys(options)
  if (unknown.length > 0) {
    const known = knownKeys(schema, document, path)
    return unknown.map(key => unknownKey([...path, key], known))
  }
  if (options.every(errors => errors.every(isWrongKind))) {
    const words = options.flatMap(errors =>
      errors.flatMap(error => ('values' in error ? error.values.map(String) : [])),
    )
    const types = options.flatMap(errors =>
      errors.flatMap(error => ('expected' in error ? [String(error.expected)] : [])),
    )
    const allowed = words.filter(text => text !== 'true' && text !== 'false')
    return say(allowed.length === 0 ? wrongType(types, value) : notAWord(value, allowed, types))
  }
  const lacking = options.map(errors =>
    errors.length === 1 && isMissing(errors[0], value) ? errors[0]?.path[0] : undefined,
  )
  if (lacking.every(key => key !== undefined))
    return say(`needs one of ${lacking.map(key => `${String(key)}:`).join(', ')}`)
  const closest = options.toSorted((a, b) => rank(a) - rank(b))[0] ?? []
  return closest.flatMap(error =>
    explain({ ...error, path: [...path, ...error.path] } as z.core.$ZodIssue, schema, document),
  )
}

/** An option whose own shape is wrong (a list where a map stands) is further off than one with wrong members. */
function rank(errors: readonly z.core.$ZodIssue[]): number {
  return errors.length + (errors.some(isWrongKind) ? 1_000 : 0)
}

/** True when the value itself is of another kind than the option, not a member of it. */
function isWrongKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

/** The keys that stand beside each other though each belongs to another option. */
function severalOf(options: readonly (readonly z.core.$ZodIssue[])[], value: unknown): string[] {
  const unknown = options.map(errors =>
    errors.flatMap(error => (error.code === 'unrecognized_keys' && error.path.length === 0 ? error.keys : [])),
  )
  if (unknown.some(keys => keys.length === 0)) return []
  return [...new Set(unknown.flat())].filter(
    key => memberValue(value, key) !== undefined && unknown.some(keys => !keys.includes(key)),
  )
}

function isMissing(issue: z.core.$ZodIssue | undefined, value: unknown): boolean {
  return (
    issue?.code === 'invalid_type' && issue.path.length === 1 && issue.path.reduce(memberValue, value) === undefined
  )
}

function commonUnknownKeys(options: readonly (readonly z.core.$ZodIssue[])[]): string[] {
  const each = options.map(errors =>
    errors.flatMap(error => (error.code === 'unrecognized_keys' && error.path.length === 0 ? error.keys : [])),
  )
  return (each[0] ?? []).filter(key => each.every(keys => keys.includes(key)))
}

function unknownKey(path: DocumentPath, known: readonly string[]): Explanation {
  const key = String(path.at(-1))
  const place = path.length > 1 ? ` in ${pathText(path.slice(0, -1))}` : ''
  const near = nearest(key, known)
  return {
    path,
    part: 'key',
    message: `${key} is not known${place}${didYouMean(key, known)}`,
    about: 'unknown',
    ...(near === undefined ? {} : { meant: [...path.slice(0, -1), near] }),
  }
}

function unknownWord(value: unknown, options: readonly string[]): string {
  const text = typeof value === 'string' ? value : show(value)
  return `does not take ${text}${didYouMean(text, options) || `; it is one of ${options.join(', ')}`}`
}

function notAWord(value: unknown, words: readonly string[], types: readonly string[]): string {
  if (types.length === 0 || (typeof value === 'string' && nearest(value, words))) return unknownWord(value, words)
  const kinds = [...new Set(types.map(word))]
  return `takes ${[...words, ...kinds].join(' or ')}, not ${show(value)}`
}

const SPELT = new Map([
  ['yes', 'true'],
  ['on', 'true'],
  ['no', 'false'],
  ['off', 'false'],
  ['y', 'true'],
  ['n', 'false'],
])

/** What kinds of value are taken instead, and how this one would be written as such. */
function wrongType(expected: readonly string[], value: unknown): string {
  const sentence = `takes ${[...new Set(expected.map(word))].join(' or ')}, not ${show(value)}`
  if (expected.length === 1 && expected[0] === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `${sentence}; in quotes it is text: "${value}"`
  if (typeof value !== 'string') return sentence
  const plain = value.trim().toLowerCase()
  const number = /^-?\d+(\.\d+)?$/.test(plain) && (expected.includes('number') || expected.includes('int'))
  if (number) return `${sentence}; write it without quotes: ${plain}`
  if (!expected.includes('boolean')) return sentence
  const boolean = plain === 'true' || plain === 'false' ? plain : SPELT.get(plain)
  return boolean === undefined ? sentence : `${sentence}; write ${boolean}`
}

function missing(options: readonly string[]): string {
  return options.length === 0 || options.length > 12 ? 'is missing' : `is missing; it is one of ${options.join(', ')}`
}

function subject(path: DocumentPath): string {
  return path.length === 0 ? 'The document ' : `${pathText(path)} `
}

const WORDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of names to values',
  record: 'a map of names to values',
}

function word(expected: string): string {
  return WORDS[expected] ?? expected
}

function show(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 59)}…"` : `"${value}"`
  return `the ${typeof value} ${String(value)}`
}

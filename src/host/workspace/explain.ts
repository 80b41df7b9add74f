import type { z } from 'zod'
import { didYouMean, nearest } from './nearest.ts'
import { knownKeys, memberValue } from './schema-keys.ts'
import { type DocumentPath, pathText } from './yaml-file.ts'

/** A schema's complaint as a sentence, with the path it is about; `part` says whether the key or its value is wrong. */
export interface Explanation {
  path: DocumentPath
  part: 'key' | 'value'
  message: string
}

/** Turns what zod found wrong with `document` into sentences that name the field and the nearest valid word. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  document: unknown,
): Explanation[] {
  return issues.flatMap(issue => explain(issue, schema, document))
}

function explain(issue: z.core.$ZodIssue, schema: z.core.$ZodType, document: unknown): Explanation[] {
  const { path } = issue
  const value = path.reduce(memberValue, document)
  const say = (message: string): Explanation[] => [{ path, part: 'value', message: `${subject(path)}${message}` }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey([...path, key], knownKeys(schema, document, path)))
    case 'invalid_union':
      return explainUnion(issue, schema, document, value)
    case 'invalid_value':
      return say(value === undefined ? missing(issue.values.map(String)) : unknownWord(value, issue.values.map(String)))
    case 'invalid_type':
      return say(
        value === undefined
          ? `is missing; it takes ${word(issue.expected)}`
          : `takes ${word(issue.expected)}, not ${show(value)}`,
      )
    case 'too_small':
      return say(
        issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}, not ${show(value)}`,
      )
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
    return say(value === undefined ? missing(options) : unknownWord(value, options))
  }
  if (value === undefined) return say('is missing')
  const options = issue.errors
  const unknown = commonUnknownKeys(options)
  if (unknown.length > 0) {
    const known = knownKeys(schema, document, path)
    return unknown.map(key => unknownKey([...path, key], known))
  }
  if (options.every(errors => errors.every(error => error.path.length === 0 && error.code === 'invalid_type'))) {
    const kinds = [
      ...new Set(
        options.flatMap(errors => errors.map(error => word('expected' in error ? String(error.expected) : ''))),
      ),
    ]
    return say(`takes ${kinds.join(' or ')}, not ${show(value)}`)
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
  return errors.length + (errors.some(error => error.path.length === 0 && error.code === 'invalid_type') ? 1_000 : 0)
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
  return { path, part: 'key', message: `${key} is not known${place}${didYouMean(key, known)}` }
}

function unknownWord(value: unknown, options: readonly string[]): string {
  const text = typeof value === 'string' ? value : show(value)
  const near = nearest(text, options)
  const rest = near === undefined ? `; it is one of ${options.join(', ')}` : `; did you mean ${near}?`
  return `does not take ${text}${rest}`
}

function missing(options: readonly string[]): string {
  return options.length === 0 ? 'is missing' : `is missing; it is one of ${options.join(', ')}`
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

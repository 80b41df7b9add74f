import type { Operator } from './condition.ts'
import { FileRef, stringifyRecord } from './file-value.ts'

export type Side = 'left' | 'right'

/** An operand that the operator does not take: which side, its value and what was expected (contract §1, Conditions). */
export class OperandError extends Error {
  /** What to do about it. */
  readonly remedy: string

  constructor(operator: Operator, side: Side, value: unknown, expected: string) {
    super(`${operator} takes ${expected} on its ${side} side, and got ${describe(value)}`)
    this.name = 'OperandError'
    this.remedy = remedyFor(operator, value)
  }
}

/** A string and nothing else (Paragon §8.4: "You can not perform string operation on non-string data type."). */
export function string(operator: Operator, side: Side, value: unknown): string {
  if (typeof value === 'string') return value
  throw new OperandError(operator, side, value, 'a string')
}

const NUMERIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number, or a string that is one in decimal notation: no spaces, no hexadecimal, not infinite. */
export function number(operator: Operator, side: Side, value: unknown): number {
  const read = typeof value === 'string' && NUMERIC.test(value) ? Number(value) : value
  if (typeof read === 'number' && Number.isFinite(read)) return read
  throw new OperandError(operator, side, value, 'a number or a numeric string')
}

/** A boolean, `"true"` or `"false"`. */
export function boolean(operator: Operator, value: unknown): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new OperandError(operator, 'left', value, 'a boolean, "true" or "false"')
}

/** Epoch milliseconds of an ISO 8601 string or of a number that is them already. */
export function date(operator: Operator, side: Side, value: unknown): number {
  const time = typeof value === 'string' ? readIso(value) : value
  if (typeof time === 'number' && Number.isFinite(time)) return time
  throw new OperandError(operator, side, value, 'an ISO 8601 date or epoch milliseconds')
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** A calendar date with or without a time. Without an offset it is UTC, so that a workflow does the same on every machine. */
function readIso(text: string): number | undefined {
  const parts = ISO.exec(text)
  if (!parts) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(part => Number(part ?? 0)) as Six
  const ms = Number(`0.${parts[7] ?? 0}`) * 1_000
  const midnight = new Date(0)
  midnight.setUTCFullYear(year, month - 1, day)
  const isDay = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day
  const isEnd = hour === 24 && minute === 0 && second === 0 && ms === 0
  if (!isDay || minute > 59 || second > 59 || (hour > 23 && !isEnd)) return undefined
  const offset = offsetOf(parts[8] ?? 'Z')
  if (offset === undefined) return undefined
  return midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1_000 + ms
}

type Six = [number, number, number, number, number, number]

/** Minutes east of UTC. */
function offsetOf(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', ''))
  if (hours > 23 || minutes > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** An array, or a string that is one in JSON. */
export function list(operator: Operator, side: Side, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const parsed = typeof value === 'string' ? parseJson(value) : undefined
  if (Array.isArray(parsed)) return parsed
  throw new OperandError(operator, side, value, 'an array or a JSON array string')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing (the reference is missing)'
  if (value instanceof FileRef) return value.name === undefined ? 'a file' : `the file ${value.name}`
  const text = stringifyRecord(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function remedyFor(operator: Operator, value: unknown): string {
  if (value === undefined || value === null)
    return 'Ask for exists in a rule before it in the same all, or look at the output of the step that gives the value'
  if (operator.startsWith('string')) {
    if (typeof value === 'number') return 'Compare numbers with an operator that begins with number'
    if (typeof value === 'boolean') return 'Ask booleanTrue or booleanFalse of it'
    return 'Refer to a text inside it, or use an operator for its kind of value'
  }
  if (operator.startsWith('date')) return 'Write it as 2026-01-31, 2026-01-31T09:30:00Z, or milliseconds since 1970'
  if (operator.startsWith('number'))
    return 'Make it a number in a Function step, or use an operator for its kind of value'
  return 'Use an operator for its kind of value'
}

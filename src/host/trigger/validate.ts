import { UserError } from '../../shared/errors.ts'
import { FileRef } from '../../shared/file-value.ts'
import { isRecord } from '../../shared/json.ts'
import { member } from '../../shared/template.ts'
import type { DataType, Validation } from '../../shared/workflow.ts'

export interface ValidationIssue {
  in: 'params' | 'headers' | 'body'
  name: string
  message: string
}

export interface Validated {
  params: Record<string, unknown>
  headers: Record<string, unknown>
  body: unknown
  /** A form's values are text: NUMBER and BOOLEAN then accept text that spells one. */
  fromForm: boolean
}

/** Checks a request against the trigger's rules (Paragon §1.5). Throws VALIDATION_FAILED with every issue at once. */
export function validate(rules: Validation | undefined, request: Validated): void {
  if (!rules) return
  const issues = [...checkParams(rules, request), ...checkHeaders(rules, request), ...checkBody(rules, request)]
  if (issues.length === 0) return
  const list = issues.map(issue => `${issue.in}.${issue.name} ${issue.message}`).join('; ')
  throw new UserError(
    'VALIDATION_FAILED',
    `The request breaks ${issues.length === 1 ? 'a rule' : `${issues.length} rules`} of the trigger: ${list}`,
    { issues },
  )
}

function checkParams(rules: Validation, { params }: Validated): ValidationIssue[] {
  return (rules.params ?? [])
    .filter(rule => rule.required && !Object.hasOwn(params, rule.name))
    .map(rule => ({ in: 'params', name: rule.name, message: 'is missing' }))
}

function checkHeaders(rules: Validation, { headers }: Validated): ValidationIssue[] {
  return (rules.headers ?? []).flatMap((rule): ValidationIssue[] => {
    const value = member(headers, rule.name.toLowerCase())
    if (value === undefined) return rule.required ? [{ in: 'headers', name: rule.name, message: 'is missing' }] : []
    if (rule.equals === undefined || value === rule.equals) return []
    return [
      {
        in: 'headers',
        name: rule.name,
        message: `is ${JSON.stringify(value)}, and the trigger asks for ${JSON.stringify(rule.equals)}`,
      },
    ]
  })
}

function checkBody(rules: Validation, { body, fromForm }: Validated): ValidationIssue[] {
  return (rules.body ?? []).flatMap((rule): ValidationIssue[] => {
    const value = isRecord(body) ? member(body, rule.name) : undefined
    if (value === undefined) return rule.required ? [{ in: 'body', name: rule.name, message: 'is missing' }] : []
    // Callers write null for what they have not got; Paragon's validators pass over it where nothing is required.
    if ((value === null && !rule.required) || CHECKS[rule.type](value, fromForm)) return []
    return [{ in: 'body', name: rule.name, message: `is ${describe(value)}, and the trigger asks for ${rule.type}` }]
  })
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

/** A number as people write it in a form. */
const SPELLED_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

const CHECKS: Record<DataType, (value: unknown, fromForm: boolean) => boolean> = {
  ANY: () => true,
  STRING: value => typeof value === 'string',
  NUMBER: isNumber,
  NON_DECIMAL: (value, fromForm) => isNumber(value, fromForm) && Number.isInteger(Number(value)),
  BOOLEAN: (value, fromForm) => typeof value === 'boolean' || (fromForm && (value === 'true' || value === 'false')),
  DATE: isDate,
  EMAIL: value => typeof value === 'string' && EMAIL.test(value),
  OBJECT: value => isRecord(value) && !(value instanceof FileRef),
  ARRAY: value => Array.isArray(value),
  FILE: value =>
    value instanceof FileRef ||
    (Array.isArray(value) && value.length > 0 && value.every(item => item instanceof FileRef)),
}

function isNumber(value: unknown, fromForm: boolean): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return fromForm && typeof value === 'string' && SPELLED_NUMBER.test(value.trim()) && Number.isFinite(Number(value))
}

/** Never the whole of a large value, nor a file's bytes. */
function describe(value: unknown): string {
  if (value instanceof FileRef) return 'a file'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (isRecord(value)) return 'an object'
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** A date that the calendar has: Date.parse lets 30 February pass. */
function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !DATE.test(value) || Number.isNaN(Date.parse(value))) return false
  const day = value.slice(0, 10)
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
}

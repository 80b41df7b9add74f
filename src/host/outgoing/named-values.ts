import { UserError } from '../../shared/errors.ts'
import { FileRef } from '../../shared/file-value.ts'
import { isRecord } from '../../shared/json.ts'
import { asText } from '../../shared/template.ts'

/**
 * Names and values in order, of a map or of a list of `{ name, value }`: a list value repeats its name, a missing value
 * sends nothing. Throws a UserError (STEP_FAILED) that names `field` for anything else.
 */
export function pairs(values: unknown, field: string): [string, string][] {
  return rowsOf(values, field)
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map(item => [name, item] as const) : [[name, value] as const],
    )
    .filter(([name, value]) => name !== '' && value !== null && value !== undefined)
    .map(([name, value]) => [name, asText(value)])
}

function rowsOf(values: unknown, field: string): (readonly [string, unknown])[] {
  if (values === null || values === undefined) return []
  if (isRecord(values) && !(values instanceof FileRef)) return Object.entries(values)
  if (Array.isArray(values) && values.every(isRow)) return values.map(({ name, value }) => [name, value] as const)
  throw new UserError('STEP_FAILED', `${field} takes a map of names to values, or a list of { name, value }`)
}

function isRow(row: unknown): row is { name: string; value?: unknown } {
  return isRecord(row) && typeof row.name === 'string'
}

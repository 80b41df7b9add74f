import { FileRef } from '../../shared/file-value.ts'
import { formatSize } from '../../shared/units.ts'
import { StepFailure } from './steps/types.ts'

/** JSON writes one UTF-16 unit as six bytes at most: `\u0000`. */
const LONGEST_ESCAPE = 6
/** As long as JSON makes a number or a word. */
const LONGEST_NUMBER = 25
/** A file's reference beside its name and type. */
const REFERENCE = 200

/**
 * Gives `output` back when its JSON has at most `limit` bytes; files count as references (contract §1, `limits.stepOutput`;
 * a Function's result is measured by its runner). Throws STEP_OUTPUT_TOO_LARGE.
 */
export function withinLimit<T>(output: T, limit: number): T {
  if (sizeOf(output, false) > limit && sizeOf(output, true) > limit) throw outputTooLarge(limit)
  return output
}

/** Bytes of a value's JSON in a record: files count as references. */
export function recordSize(value: unknown): number {
  return sizeOf(value, true)
}

/** The failure of a step whose output passes `limit` bytes. */
export function outputTooLarge(limit: number): StepFailure {
  return new StepFailure('STEP_OUTPUT_TOO_LARGE', `The step's output is larger than ${formatSize(limit)} of JSON`, {
    remedy: 'Ask for less, keep large content in a file object, or raise limits.stepOutput in triggerbench.yaml',
  })
}

/** Bytes of the value's JSON: exactly, or quickly as a number that it does not pass. */
function sizeOf(value: unknown, exact: boolean): number {
  if (typeof value === 'string')
    return exact ? Buffer.byteLength(JSON.stringify(value)) : value.length * LONGEST_ESCAPE + 2
  if (value instanceof FileRef) return REFERENCE
  if (typeof value !== 'object' || value === null) return exact ? String(value).length : LONGEST_NUMBER
  let size = 2
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item, exact) + 1
  else for (const [key, member] of Object.entries(value)) size += sizeOf(key, exact) + sizeOf(member, exact) + 2
  return size
}

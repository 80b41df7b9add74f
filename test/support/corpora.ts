import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../../shared/corpora')

/** Whether the real inputs stand beside the checkout; tests that need them are skipped with one line where they do not. */
export const corporaPresent = existsSync(ROOT)

/** A corpus's index, and a way to read its files in place. */
export function corpus<Row>(name: string): { rows: Row[]; read: (file: string) => Buffer } {
  const folder = join(ROOT, name)
  const rows = corporaPresent ? (JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Row[]) : []
  return { rows, read: file => readFileSync(join(folder, file)) }
}

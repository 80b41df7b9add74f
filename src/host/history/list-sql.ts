import * as code from './codes.ts'
import { cursor } from './cursor.ts'
import type { RunFilter } from './types.ts'

const COLUMNS = `r.n, r.id, w.id AS workflow_id, v.name AS workflow_name, r.status, r.code, r.source, r.request_name,
  r.method, r.started, r.duration, r.responded, r.response_size, r.error, r.user, r.response_headers, r.response_values`

/**
 * The statement that reads a page and one row more, newest first, by key. Each filter names the index that narrows most:
 * the rare codes', then the rare statuses', then the workflow's (a `+` keeps SQLite from the others).
 */
export function listStatement(filter: RunFilter): { sql: string; values: unknown[] } {
  const status = filter.status === undefined ? undefined : code.status.toCode(filter.status)
  const rareCode = filter.code !== undefined && filter.code !== 200 && filter.code !== 202
  const rareStatus = status !== undefined && filter.status !== 'SUCCEEDED'
  const where: string[] = []
  const values: unknown[] = []
  if (filter.before !== undefined) {
    where.push('r.n < ?')
    values.push(cursor(filter.before))
  }
  if (filter.code !== undefined) {
    where.push('r.code = ?')
    if (rareCode) where.push('r.code NOT IN (200, 202)')
    values.push(filter.code)
  }
  if (status !== undefined) {
    where.push(`${rareCode ? '+' : ''}r.status = ?`)
    if (rareStatus && !rareCode) where.push('r.status <> 3')
    values.push(status)
  }
  if (filter.workflowId !== undefined) {
    const own = rareCode || rareStatus ? '+' : ''
    where.push(`${own}r.workflow = (SELECT n FROM workflows WHERE id = ?)`)
    values.push(filter.workflowId)
  }
  values.push(filter.limit + 1)
  return {
    sql: `SELECT ${COLUMNS} FROM runs r CROSS JOIN versions v ON v.n = r.version CROSS JOIN workflows w ON w.n = r.workflow
      ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY r.n DESC LIMIT ?`,
    values,
  }
}

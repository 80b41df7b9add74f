import type { Database } from 'better-sqlite3'
import * as code from './codes.ts'
import { cursor } from './cursor.ts'
import type { SummaryRow } from './rows.ts'
import type { RunFilter } from './types.ts'

const SELECT = `SELECT r.n, r.id, w.id AS workflow_id, v.name AS workflow_name, r.status, r.code, r.source, r.request_name,
    r.method, r.started, r.duration, r.responded, r.response_size, r.error, r.user, r.response_head`
const NAMES = 'CROSS JOIN versions v ON v.n = r.version CROSS JOIN workflows w ON w.n = v.workflow'
const OF_WORKFLOW = 'r.version IN (SELECT n FROM versions WHERE workflow = (SELECT n FROM workflows WHERE id = ?))'

/** Part of a statement and the values for its places. */
export interface Sql {
  sql: string
  values: unknown[]
}

/** Reads a page and one row more, newest first, by key. */
export function readPage(db: Database, filter: RunFilter): SummaryRow[] {
  const read = ({ sql, values }: Sql, limit: number) =>
    db.prepare<unknown[], SummaryRow>(`${sql} LIMIT ?`).all([...values, limit])
  return db.transaction(() => {
    const [first, second] = pageStatements(db, filter)
    const rows = read(first, filter.limit + 1)
    return second && rows.length <= filter.limit ? [...rows, ...read(second, filter.limit + 1 - rows.length)] : rows
  })()
}

/**
 * The statements that give a page one after the other. A rare code or status has an index of its own, which then reads
 * alone; a workflow has one that is filled behind the writer, so what is newer than it is read from the table first.
 */
export function pageStatements(db: Database, filter: RunFilter): [Sql, Sql?] {
  const where = conditions(filter)
  const { workflowId } = filter
  if (workflowId === undefined) return [statement('runs r', where, 'r.n')]
  if (isRare(filter)) return [statement('runs r', [...where, { sql: OF_WORKFLOW, values: [workflowId] }], 'r.n')]
  const indexed =
    db.prepare<[], number>("SELECT value FROM totals WHERE name = 'indexed'").pluck().get() ?? Number.MIN_SAFE_INTEGER
  const newer = [...where, { sql: OF_WORKFLOW, values: [workflowId] }, { sql: 'r.n > ?', values: [indexed] }]
  const older = [
    { sql: 'x.workflow = (SELECT n FROM workflows WHERE id = ?)', values: [workflowId] },
    { sql: 'x.run <= ?', values: [Math.min(indexed, beforeOf(filter) - 1)] },
    ...where,
  ]
  return [
    statement('runs r', newer, 'r.n'),
    statement('run_workflows x CROSS JOIN runs r ON r.n = x.run', older, 'x.run'),
  ]
}

function statement(from: string, where: readonly Sql[], key: string): Sql {
  const conditions = where.map(({ sql }) => sql).join(' AND ')
  return {
    sql: `${SELECT} FROM ${from} ${NAMES} WHERE ${conditions} ORDER BY ${key} DESC`,
    values: where.flatMap(({ values }) => values),
  }
}

/** The partial indexes leave out what most runs have; their conditions stand in the statement for SQLite to see. */
function conditions(filter: RunFilter): Sql[] {
  const where: Sql[] = [{ sql: 'r.n < ?', values: [beforeOf(filter)] }]
  const rareCode = hasRareCode(filter)
  if (filter.code !== undefined) where.push({ sql: 'r.code = ?', values: [filter.code] })
  if (rareCode) where.push({ sql: 'r.code NOT IN (200, 202)', values: [] })
  if (filter.status === undefined) return where
  where.push({ sql: `${rareCode ? '+' : ''}r.status = ?`, values: [code.status.toCode(filter.status)] })
  if (hasRareStatus(filter) && !rareCode) where.push({ sql: 'r.status <> 3', values: [] })
  return where
}

function beforeOf(filter: RunFilter): number {
  return filter.before === undefined ? Number.MAX_SAFE_INTEGER : cursor(filter.before)
}

function isRare(filter: RunFilter): boolean {
  return hasRareCode(filter) || hasRareStatus(filter)
}

function hasRareCode({ code }: RunFilter): boolean {
  return code !== undefined && code !== 200 && code !== 202
}

function hasRareStatus({ status }: RunFilter): boolean {
  return status !== undefined && status !== 'SUCCEEDED'
}

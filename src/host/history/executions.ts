import type { Database } from 'better-sqlite3'
import { idText } from '../engine/uuid.ts'
import * as code from './codes.ts'
import { keyAt } from './key.ts'
import type { Sql } from './list.ts'
import { tasksIn } from './record-codec.ts'
import type { ExecutionFilter, ExecutionPage, ExecutionSummary } from './types.ts'
import { VersionTable } from './version-table.ts'

const SUCCEEDED = code.status.toCode('SUCCEEDED')

/** A part of the runs whose keys all sort before or after those of the other part. */
interface Part {
  readonly from: string
  readonly key: string
  readonly where: readonly Sql[]
}

interface Row {
  id: Buffer
  user: string
  workflow_id: string
  status: number
  started: number
  duration: number | null
  tasks: number | null
}

/**
 * Task History's list (contract §2; Paragon §6.1). Counting and skipping read `run_keys` alone, which has 16 bytes and the
 * user's name a run; what is newer than it is filled is read from the table of runs.
 */
export class Executions {
  readonly #db: Database
  readonly #versions: VersionTable

  constructor(db: Database) {
    this.#db = db
    this.#versions = new VersionTable(db)
  }

  /** A page of runs by the time they began, and how many there are. */
  page(filter: ExecutionFilter): ExecutionPage {
    return this.#db.transaction(() => {
      const parts = this.#parts(filter)
      const counts = parts.map(part => this.#count(part))
      const keys: number[] = []
      let skip = filter.offset
      for (const [index, part] of parts.entries()) {
        const count = counts[index] ?? 0
        if (skip < count && keys.length < filter.limit)
          keys.push(...this.#keys(part, filter.limit - keys.length, skip, filter.ascending))
        skip = Math.max(0, skip - count)
      }
      return { items: keys.map(key => this.#summary(key)), total: counts.reduce((sum, count) => sum + count, 0) }
    })()
  }

  #parts(filter: ExecutionFilter): Part[] {
    const indexed =
      this.#db.prepare<[], number>("SELECT value FROM totals WHERE name = 'indexed'").pluck().get() ??
      Number.MIN_SAFE_INTEGER
    const settled = settledPart(filter.status)
    const versions = this.#versions.matching(filter)
    const wanted = filter.status === undefined ? undefined : code.status.toCode(filter.status)
    const ofStatus = wanted === undefined ? [] : [{ sql: '+r.status = ?', values: [wanted] }]
    const older: Part = {
      ...settled,
      where: [
        ...settled.where,
        { sql: `${settled.key} <= ?`, values: [indexed] },
        ...common(filter, settled.key, 'k', versions),
      ],
    }
    const newer: Part = {
      from: 'runs r',
      key: 'r.n',
      where: [{ sql: 'r.n > ?', values: [indexed] }, ...ofStatus, ...common(filter, 'r.n', 'r', versions)],
    }
    const parts = [older, newer]
    return filter.ascending ? parts : parts.reverse()
  }

  #count({ from, where }: Part): number {
    const { sql, values } = joined(where)
    return (
      this.#db
        .prepare<unknown[], number>(`SELECT count(*) FROM ${from} WHERE ${sql}`)
        .pluck()
        .get(...values) ?? 0
    )
  }

  #keys({ from, key, where }: Part, limit: number, offset: number, ascending: boolean): number[] {
    const { sql, values } = joined(where)
    return this.#db
      .prepare<unknown[], number>(
        `SELECT ${key} FROM ${from} WHERE ${sql} ORDER BY ${key} ${ascending ? 'ASC' : 'DESC'} LIMIT ? OFFSET ?`,
      )
      .pluck()
      .all(...values, limit, offset)
  }

  #summary(key: number): ExecutionSummary {
    const row = this.#db
      .prepare<[number], Row>(
        `SELECT r.id, r.user, w.id AS workflow_id, r.status, r.started, r.duration, k.tasks
         FROM runs r JOIN versions v ON v.n = r.version JOIN workflows w ON w.n = v.workflow
         LEFT JOIN run_keys k ON k.run = r.n WHERE r.n = ?`,
      )
      .get(key)
    if (!row) throw new Error(`The run with the key ${key} is not there`)
    return {
      id: idText(row.id),
      userId: row.user,
      workflowId: row.workflow_id,
      status: code.status.fromCode(row.status),
      startedAt: row.started,
      durationMs: row.duration,
      tasks: row.duration === null ? this.#countTasks(key) : (row.tasks ?? this.#countTasks(key)),
    }
  }

  #countTasks(key: number): number {
    const record = this.#db.prepare<[number], string>('SELECT record FROM runs WHERE n = ?').pluck().get(key)
    return record === undefined ? 0 : tasksIn(record)
  }
}

/** Runs that `run_keys` has. A rare status has an index, so the runs that succeeded are all the others. */
function settledPart(status: ExecutionFilter['status']): Part {
  if (status === undefined) return { from: 'run_keys k', key: 'k.run', where: [] }
  const wanted = code.status.toCode(status)
  if (wanted === SUCCEEDED) {
    const others = `k.run NOT IN (SELECT n FROM runs WHERE status <> ${SUCCEEDED})`
    return { from: 'run_keys k', key: 'k.run', where: [{ sql: others, values: [] }] }
  }
  return {
    from: 'runs r CROSS JOIN run_keys k ON k.run = r.n',
    key: 'r.n',
    where: [{ sql: `r.status = ? AND r.status <> ${SUCCEEDED}`, values: [wanted] }],
  }
}

function common(
  { before, after, userId }: ExecutionFilter,
  key: string,
  columns: string,
  versions: readonly number[] | undefined,
): Sql[] {
  const where: Sql[] = []
  if (before !== undefined) where.push({ sql: `${key} < ?`, values: [keyAt(before)] })
  if (after !== undefined) where.push({ sql: `${key} >= ?`, values: [keyAt(after)] })
  if (userId !== undefined) where.push({ sql: `${columns}.user = ?`, values: [userId] })
  if (versions)
    where.push({ sql: `${columns}.version IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(versions)] })
  return where
}

function joined(where: readonly Sql[]): Sql {
  return { sql: where.map(({ sql }) => sql).join(' AND '), values: where.flatMap(({ values }) => values) }
}

import type { Database } from 'better-sqlite3'
import { isRecord } from '../../shared/json.ts'
import type { ExecutionFilter } from './types.ts'

interface Version {
  readonly n: number
  readonly project: string
  readonly workflow: string
}

/** The versions of workflows that ran, and which integrations each has a step of. A version never changes. */
export class VersionTable {
  readonly #db: Database
  readonly #integrations = new Map<number, ReadonlySet<string>>()
  #versions: Version[] = []

  constructor(db: Database) {
    this.#db = db
  }

  /** The numbers of the versions that a filter's project, workflow and integration leave; undefined when those are all. */
  matching({ projectId, workflowId, integration }: ExecutionFilter): number[] | undefined {
    this.#readNew()
    const left = this.#versions.filter(
      ({ n, project, workflow }) =>
        project === projectId &&
        (workflowId === undefined || workflow === workflowId) &&
        (integration === undefined || this.#integrationsOf(n).has(integration)),
    )
    return left.length === this.#versions.length ? undefined : left.map(({ n }) => n)
  }

  #readNew(): void {
    const last = this.#versions.at(-1)?.n ?? 0
    const rows = this.#db
      .prepare<[number], Version>(
        `SELECT v.n, v.project, w.id AS workflow FROM versions v JOIN workflows w ON w.n = v.workflow
         WHERE v.n > ? ORDER BY v.n`,
      )
      .all(last)
    this.#versions.push(...rows)
  }

  #integrationsOf(n: number): ReadonlySet<string> {
    const known = this.#integrations.get(n)
    if (known) return known
    const text = this.#db.prepare<[number], string>('SELECT snapshot FROM versions WHERE n = ?').pluck().get(n)
    const found = new Set<string>()
    if (text !== undefined) collect(JSON.parse(text), found)
    this.#integrations.set(n, found)
    return found
  }
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found)
  else if (isRecord(value)) {
    if (value.type === 'integration' && typeof value.action === 'string') found.add(value.action.split('.')[0] ?? '')
    for (const member of Object.values(value)) collect(member, found)
  }
}

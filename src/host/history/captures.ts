import type { Database } from 'better-sqlite3'
import type { CapturePage } from '../../shared/control.ts'
import type { CaptureSummary, HeaderList, RecordedRequest } from '../../shared/execution.ts'
import { idBytes, idText } from '../engine/uuid.ts'
import { cursor } from './cursor.ts'
import type { CaptureFilter } from './types.ts'

const SUMMARY = 'n, id, workflow, at, method, target, content_type, size'

interface SummaryRow {
  n: number
  id: Buffer
  workflow: string
  at: number
  method: string
  target: string
  content_type: string | null
  size: number
}

interface CaptureRow extends SummaryRow {
  http: string
  headers: string
  body: Buffer | string | null
}

/** A capture as its row holds it: all but the address of its body. */
export interface StoredCapture extends CaptureSummary {
  readonly request: Omit<RecordedRequest, 'body'>
  /** The bytes, or the hex of their payload's SHA-256. */
  readonly column: Buffer | string | null
}

/** Newest first; `before` is a page's `next`. Throws QUERY_INVALID for another. */
export function listCaptures(db: Database, { workflowId, before, limit }: CaptureFilter): CapturePage {
  const values: unknown[] = [before === undefined ? Number.MAX_SAFE_INTEGER : cursor(before)]
  if (workflowId !== undefined) values.push(workflowId)
  const rows = db
    .prepare<unknown[], SummaryRow>(
      `SELECT ${SUMMARY} FROM captures WHERE n < ?${workflowId === undefined ? '' : ' AND workflow = ?'} ORDER BY n DESC LIMIT ?`,
    )
    .all(...values, limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(summaryOf), next: last && rows.length > limit ? String(last.n) : null }
}

/** A capture by its id; undefined when there is none any more. */
export function findCapture(db: Database, id: string): StoredCapture | undefined {
  const bytes = idBytes(id)
  const row = bytes && db.prepare<[Buffer], CaptureRow>('SELECT * FROM captures WHERE id = ?').get(bytes)
  if (!row) return undefined
  const { method, target, http: httpVersion } = row
  return {
    ...summaryOf(row),
    request: { method, target, httpVersion, headers: JSON.parse(row.headers) as HeaderList },
    column: row.body,
  }
}

function summaryOf({ id, workflow, at, method, target, content_type, size }: SummaryRow): CaptureSummary {
  return { id: idText(id), workflowId: workflow, at, method, target, contentType: content_type, size }
}

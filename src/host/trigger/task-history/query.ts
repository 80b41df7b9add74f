import { UserError } from '../../../shared/errors.ts'
import type { RunStatus } from '../../../shared/execution.ts'
import type { ExecutionFilter } from '../../history/types.ts'

/** Runs on one page of the list (Paragon §6.1). */
export const PAGE_SIZE = 100

const STATUSES: readonly RunStatus[] = ['EXECUTING', 'DELAYED', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED']
const NAMES = ['userId', 'workflowId', 'integration', 'status', 'beforeDate', 'afterDate', 'offset', 'sortBy']
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * Reads the query of Task History's list (Paragon §6.1). An empty value is as good as none. Throws QUERY_INVALID, which
 * names the parameter, for an unknown one, one that stands twice, and a value that is none of its kind.
 */
export function readQuery(projectId: string, query: string): ExecutionFilter {
  const values = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (!NAMES.includes(name)) throw invalid(name, `is no parameter of this list; they are ${NAMES.join(', ')}`)
    if (values.has(name)) throw invalid(name, 'stands twice in the query, and is read once')
    values.set(name, value)
  }
  const given = (name: string) => values.get(name) || undefined
  const sortBy = given('sortBy') ?? 'DESC'
  if (sortBy !== 'ASC' && sortBy !== 'DESC') throw invalid('sortBy', `is ASC or DESC, not ${quoted(sortBy)}`)
  return {
    projectId,
    userId: given('userId'),
    workflowId: given('workflowId'),
    integration: given('integration'),
    status: statusOf(given('status')),
    before: timeOf('beforeDate', given('beforeDate')),
    after: timeOf('afterDate', given('afterDate')),
    offset: offsetOf(given('offset')),
    limit: PAGE_SIZE,
    ascending: sortBy === 'ASC',
  }
}

/** The query of the page that begins at `offset`, with the parameters of this one. */
export function queryAt(offset: number, query: string, { ascending }: ExecutionFilter): string {
  const next = new URLSearchParams(query)
  next.delete('offset')
  next.set('sortBy', ascending ? 'ASC' : 'DESC')
  next.set('offset', String(offset))
  return next.toString()
}

function statusOf(text: string | undefined): RunStatus | undefined {
  const status = STATUSES.find(name => name === text)
  if (text !== undefined && !status) throw invalid('status', `is one of ${STATUSES.join(', ')}, not ${quoted(text)}`)
  return status
}

/** Without an offset a time is in UTC. A + that was not escaped came as a space. */
function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const iso = text.replace(' ', '+')
  const zoned = iso.includes('T') && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(iso) ? `${iso}Z` : iso
  const time = ISO_DATE.test(iso) ? Date.parse(zoned) : Number.NaN
  if (Number.isNaN(time))
    throw invalid(name, `is a date as ISO 8601 has it, 2026-11-23 or 2026-11-23T09:30:00Z, not ${quoted(text)}`)
  return time
}

function offsetOf(text: string | undefined): number {
  if (text === undefined) return 0
  const offset = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(offset))
    throw invalid('offset', `is a whole number from 0, not ${quoted(text)}`)
  return offset
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100))
}

function invalid(parameter: string, why: string): UserError {
  return new UserError('QUERY_INVALID', `${parameter} ${why}`, { parameter })
}

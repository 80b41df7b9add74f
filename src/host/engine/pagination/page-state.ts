import { isRecord } from '../../../shared/json.ts'
import type { Pagination } from '../../../shared/steps/pagination.ts'
import { pairs } from '../../outgoing/named-values.ts'
import type { RequestInput } from '../request-input.ts'
import { StepFailure } from '../steps/types.ts'

/** Where paging stands: what `self` has beside the response. */
export interface PageState {
  /** The token of the page, null for the first; with `range` the place it begins at. */
  readonly pageToken: unknown
  readonly limit: number | null
  readonly skip: number | null
}

/** The first page, from the settings as they were resolved. Throws a StepFailure for what is no count. */
export function firstPage(type: Pagination['type'], limit: unknown, skip: unknown): PageState {
  const from = countOf(skip, 'skip', 0)
  const start = type === 'range' ? (from ?? 0) : from
  return { pageToken: type === 'range' ? start : null, limit: countOf(limit, 'limit', 1), skip: start }
}

/** The page after one with `count` results that named `token`; undefined when it was the last. */
export function nextPage(
  type: Pagination['type'],
  state: PageState,
  count: number,
  token: unknown,
): PageState | undefined {
  if (type === 'range') {
    if (count === 0 || (state.limit !== null && count < state.limit)) return undefined
    const skip = (state.skip ?? 0) + (state.limit ?? count)
    return { ...state, pageToken: skip, skip }
  }
  const none = token === undefined || token === null || token === '' || token === false
  return none ? undefined : { ...state, pageToken: token }
}

/**
 * A request that names `self` nowhere, for one page: a token that is an address is where the page is; else the query gets
 * `limit` and `skip` (range), or `limit` and `pageToken`. Throws a StepFailure for an address of another origin, where the
 * credentials must not go.
 */
export function withPageParams(input: RequestInput, type: Pagination['type'], state: PageState): RequestInput {
  const { pageToken, limit, skip } = state
  if (type !== 'range' && typeof pageToken === 'string' && /^https?:\/\//i.test(pageToken)) {
    return { ...input, url: sameOrigin(pageToken, input.url), params: {} }
  }
  const given = type === 'range' ? { limit, skip } : { limit, pageToken }
  const added = Object.entries(given).filter(([, value]) => value !== null)
  if (added.length === 0) return input
  const own = pairs(input.params, 'params').filter(([name]) => !added.some(([other]) => other === name))
  return { ...input, params: [...own, ...added].map(([name, value]) => ({ name, value })) }
}

function sameOrigin(address: string, first: unknown): string {
  const origin = typeof first === 'string' && URL.canParse(first) ? new URL(first).origin : undefined
  if (URL.canParse(address) && new URL(address).origin === origin) return address
  throw new StepFailure(
    'STEP_FAILED',
    `The next page is at another server than ${origin}; write url: "{{ self.pageToken }}" if it may get this request`,
  )
}

function countOf(value: unknown, name: string, least: number): number | null {
  if (value === undefined || value === null || value === '') return null
  const count = typeof value === 'string' ? Number(value.trim()) : value
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= least) return count
  const got = isRecord(value) ? 'a map' : JSON.stringify(value)
  throw new StepFailure('STEP_FAILED', `pagination.${name} is ${got}; it takes a whole number from ${least}`)
}

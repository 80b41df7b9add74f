import { STATUS_CODES } from 'node:http'
import { OperandError } from '../../../shared/condition.ts'
import { UserError } from '../../../shared/errors.ts'
import type { Pagination } from '../../../shared/steps/pagination.ts'
import type { Lookup } from '../../../shared/template.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { OutgoingResponse } from '../../outgoing/types.ts'
import { compileCondition, conditionHolds } from '../condition.ts'
import { type RequestInput, refusedBy, sendRequest } from '../request-input.ts'
import { outputTooLarge, recordSize } from '../step-output.ts'
import { type StepContext, StepFailure } from '../steps/types.ts'
import { nextPage, type PageState } from './page-state.ts'
import { compilePlace, onlyArrayIn } from './place.ts'
import { rateLimitWait } from './rate-limit.ts'

/** Pages that one step asks for at most: a server that always names a next one ends there. */
export const MAX_PAGES = 10_000

/** What is read of a page. */
interface PageReader {
  /** The page's results; undefined where `output` leads nowhere. */
  items(page: Lookup): unknown[] | undefined
  token(page: Lookup): unknown
  /** Whether `stopWhen` holds. */
  stops(page: Lookup): boolean
  /** What references see at a page. */
  lookup(state: PageState, response: OutgoingResponse, outer: Lookup): Lookup
}

interface Paging {
  readonly first: RequestInput
  readonly state: PageState
  readonly type: Pagination['type']
  readonly reader: PageReader
  readonly lookup: Lookup
  readonly context: StepContext
  /** The request of the page that follows `response`. */
  next(state: PageState, response: OutgoingResponse): RequestInput
}

/** Parses what a page is read by. `self`, and the step's own id, stand for the page. */
export function compilePageReader(stepId: string, pagination: Pagination): PageReader {
  const { output, pageToken, stopWhen, type } = pagination
  const readItems = output === undefined ? undefined : compilePlace(output)
  const place = pageToken ?? (type === 'nextPageToken' ? 'body.nextPageToken' : undefined)
  const readToken = place === undefined ? () => undefined : compilePlace(place)
  const condition = stopWhen === undefined ? undefined : compileCondition(stopWhen)
  return {
    items(page) {
      if (readItems === undefined) return onlyArrayIn((page('self') as { response: OutgoingResponse }).response.body)
      const items = readItems(page)
      if (items === undefined || items === null) return undefined
      if (Array.isArray(items)) return items
      const got = typeof items === 'object' ? 'map' : typeof items
      throw new StepFailure('STEP_FAILED', `pagination.output: ${output} is a ${got} in this page, not a list`)
    },
    token: readToken,
    stops(page) {
      try {
        return condition !== undefined && conditionHolds(condition(page))
      } catch (error) {
        if (error instanceof OperandError) throw new StepFailure('STEP_FAILED', `pagination.stopWhen: ${error.message}`)
        throw error
      }
    },
    lookup: (state, response, outer) => root =>
      root === 'self' ? { ...state, response } : root === stepId ? { response } : outer(root),
  }
}

/**
 * Asks for page after page and gives their results in order. A failed first page fails the step; a later one ends it with
 * what there is and `error`. Throws STEP_OUTPUT_TOO_LARGE when all pages together pass `limits.stepOutput`.
 */
export async function collectPages(paging: Paging): Promise<unknown> {
  const { reader, context, type } = paging
  const results: unknown[] = []
  const seen = new Set<string>()
  let { state, first: request } = paging
  let size = 0
  for (let number = 1; ; number++) {
    const page = await readPage(request, state, number, paging)
    if ('message' in page) return partial(results, page.message)
    for (const item of page.items) {
      size += recordSize(item) + 1
      if (size > context.limits.stepOutput) throw outputTooLarge(context.limits.stepOutput)
      results.push(item)
    }
    const { lookup, response } = page
    const next = reader.stops(lookup) ? undefined : nextPage(type, state, page.items.length, reader.token(lookup))
    if (next === undefined) return { response: { results } }
    const token = JSON.stringify(next.pageToken)
    if (seen.has(token)) {
      note(context, 'warn', `Page ${number} named a page that was read before, so paging ended there`)
      return { response: { results } }
    }
    seen.add(token)
    if (number >= MAX_PAGES) return partial(results, `There are more than ${MAX_PAGES} pages; narrow the request down`)
    state = next
    request = paging.next(next, response)
  }
}

type Page =
  | { readonly items: unknown[]; readonly lookup: Lookup; readonly response: OutgoingResponse }
  | { readonly message: string }

/** A page, or why it failed; throws for the first one. */
async function readPage(request: RequestInput, state: PageState, number: number, paging: Paging): Promise<Page> {
  const { reader, context } = paging
  try {
    const response = await askForPage(request, number, context)
    if (response.statusCode >= 200 && response.statusCode < 300) {
      const lookup = reader.lookup(state, response, paging.lookup)
      const items = reader.items(lookup)
      if (items === undefined && number === 1)
        note(context, 'warn', 'pagination.output leads to nothing in page 1, which counts as empty')
      return { items: items ?? [], lookup, response }
    }
    const message = [response.statusCode, STATUS_CODES[response.statusCode]].filter(Boolean).join(' - ')
    if (number > 1) return { message }
    throw refusedBy({ ...response, results: [], error: { message } } as OutgoingResponse, request)
  } catch (error) {
    const failure = error instanceof UserError || error instanceof StepFailure ? error : undefined
    if (number === 1 || failure === undefined || context.signal().aborted) throw error
    if (failure.code === 'STEP_OUTPUT_TOO_LARGE') throw error
    return { message: failure.message }
  }
}

async function askForPage(request: RequestInput, number: number, context: StepContext): Promise<OutgoingResponse> {
  for (let tried = 0; ; tried++) {
    const response = await sendRequest(request, context)
    const wait = rateLimitWait(response, tried, context.services.clock.now())
    if (wait === undefined) return response
    note(
      context,
      'info',
      `Page ${number} was answered with ${response.statusCode}; asked again in ${formatDuration(wait)}`,
    )
    await context.sleep(wait)
    if (context.signal().aborted) {
      throw new UserError('CANCELLED', 'The request was given up because the run was cancelled')
    }
  }
}

function partial(results: unknown[], message: string): unknown {
  return { response: { results, error: { message } } }
}

function note({ services, addLogs }: StepContext, level: 'info' | 'warn', text: string): void {
  addLogs([{ at: services.clock.now(), level, text }])
}

import type { Pagination } from '../../../shared/steps/pagination.ts'
import type { RequestStep } from '../../../shared/steps/request.ts'
import { type Lookup, listReferences, parseTemplate, resolveTemplate, type Template } from '../../../shared/template.ts'
import { type RequestInput, requestTemplate, withoutAbsent } from '../request-input.ts'
import { type Executor, StepFailure } from '../steps/types.ts'
import { collectPages, compilePageReader } from './collect-pages.ts'
import { firstPage, type PageState, withPageParams } from './page-state.ts'

interface PaginatedInput extends RequestInput {
  readonly pagination: { readonly type: Pagination['type']; readonly limit?: unknown; readonly skip?: unknown }
}

/**
 * A Request step that goes from page to page (Paragon §5, Pagination): gives `response.results`, and `response.error` when a
 * page after the first failed. Its input is the first page's request; what names `self` is resolved anew for each.
 */
export function paginatedRequest(step: RequestStep, pagination: Pagination): Executor {
  const { type } = pagination
  const template = requestTemplate(step)
  const counts = parseTemplate({ limit: pagination.limit, skip: pagination.skip })
  const perPage = fieldsThatName(template, 'self')
  const reader = compilePageReader(step.id, pagination)
  /** What references of later pages see. An input that a person put in its place is not among them. */
  const lookups = new WeakMap<object, Lookup>()

  const resolve = (state: PageState, response: unknown, lookup: Lookup, missing: string[]): RequestInput => {
    const self = { ...state, response }
    const found: string[] = []
    const input = withoutAbsent(resolveTemplate(template, root => (root === 'self' ? self : lookup(root)), found))
    missing.push(...found.filter(reference => !/^self\b/.test(reference)))
    return perPage.length > 0 ? input : withPageParams(input, type, state)
  }

  return {
    input(lookup, missing) {
      const { limit, skip } = resolveTemplate(counts, lookup, missing) as { limit?: unknown; skip?: unknown }
      const state = firstPage(type, limit, skip)
      const paging = { type, ...(limit === undefined ? {} : { limit }), ...(skip === undefined ? {} : { skip }) }
      const input: PaginatedInput = { ...resolve(state, null, lookup, missing), pagination: paging }
      lookups.set(input, lookup)
      return input
    },
    execute(input, context) {
      const first = input as PaginatedInput
      const lookup = lookups.get(first) ?? onlySelf
      const changing = perPage.length > 0 ? perPage : ['url', 'params']
      return collectPages({
        first,
        state: firstPage(type, first.pagination?.limit, first.pagination?.skip),
        type,
        reader,
        lookup,
        context,
        next(state, response) {
          const all = Object.entries(resolve(state, response, lookup, []))
          return { ...first, ...Object.fromEntries(all.filter(([field]) => changing.includes(field))) }
        },
      })
    },
  }
}

function fieldsThatName(template: Template, root: string): string[] {
  if (template.kind !== 'object') return []
  return template.entries
    .filter(([, field]) => listReferences(field).some(reference => reference.root === root))
    .map(([name]) => name)
}

function onlySelf(root: string): never {
  throw new StepFailure(
    'STEP_FAILED',
    `The input of this request was changed while the run was paused, so its later pages cannot look up ${root}`,
    { remedy: 'Resume without a change of the input, or change what the step refers to' },
  )
}

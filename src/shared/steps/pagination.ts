import { z } from 'zod'
import { conditionSchema } from '../condition.ts'
import { parseText, TemplateError } from '../template.ts'

/** What `{{ self.… }}` has in a paginated request. */
export const SELF_NAMES = ['pageToken', 'limit', 'skip', 'response'] as const

/** A template over the page, or a plain path into it: `body.items`, `response.body.items`, or `items` in the body. */
const placeSchema = z.string().superRefine((text, context) => {
  try {
    parseText(text.includes('{{') ? text : `{{ page${pathSuffix(text)} }}`)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    if (text.includes('{{')) return
    const message = `${JSON.stringify(text)} is no place in a page; write {{ self.response.body.items }}, or the path body.items`
    context.addIssue({ code: 'custom', message })
  }
})

const countSchema = (least: number) =>
  z.union([
    z.int().min(least),
    z.string().refine(text => /^\s*\d+\s*$/.test(text) || text.includes('{{'), {
      error: `takes a whole number from ${least}, or a template that gives one`,
    }),
  ])

/**
 * How a Request step goes from page to page (contract §1, `pagination`; Paragon §5, Pagination). After each page, `self`
 * and the step's own id stand for it: `self.response`, and `self.pageToken`, `self.limit` and `self.skip` as it was asked for.
 */
export const paginationSchema = z
  .strictObject({
    type: z
      .enum(['token', 'range', 'nextPageToken'])
      .describe('token and nextPageToken: each page names the next. range: pages are counted off by limit'),
    output: placeSchema
      .optional()
      .describe('Where a page has its array. Absent: the body when it is an array, else the only array in it'),
    pageToken: placeSchema
      .optional()
      .describe('Where a page names the next one; paging ends where nothing is there, or the same token again'),
    stopWhen: conditionSchema.optional().describe('Judged after each page; when it holds, that page is the last'),
    limit: countSchema(1).optional().describe('How many a page holds: {{ self.limit }}. range ends at a shorter page'),
    skip: countSchema(0).optional().describe('Where range begins, 0 when absent; it advances by limit'),
  })
  .superRefine((pagination, context) => {
    if (pagination.type === 'token' && pagination.pageToken === undefined) {
      const message =
        'type: token needs pageToken, where a page names the next one, for example {{ self.response.body.next }}'
      context.addIssue({ code: 'custom', path: ['pageToken'], message })
    }
  })

export type Pagination = z.infer<typeof paginationSchema>

/** A plain path as it stands behind a reference's root: `items` → `.items`, `[0].items` as it is. */
export function pathSuffix(path: string): string {
  const text = path.trim()
  return text === '' || text.startsWith('[') || text.startsWith('.') ? text : `.${text}`
}

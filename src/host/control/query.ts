import { UserError } from '../../shared/errors.ts'

const MOST_ITEMS = 1_000
const USUAL_ITEMS = 100

/** A whole number of a query parameter. Throws QUERY_INVALID for anything else. */
export function numberOf(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UserError('QUERY_INVALID', `${name} is a whole number, not ${JSON.stringify(text)}.`)
}

/** The parameter `limit` of a list: 100 unless said otherwise, at most 1,000. */
export function limitOf(text: string | undefined): number {
  return text ? Math.min(Math.max(numberOf('limit', text), 1), MOST_ITEMS) : USUAL_ITEMS
}

import { UserError } from '../../shared/errors.ts'

/** A page's `next`, read again. Throws QUERY_INVALID when it is none. */
export function cursor(text: string): number {
  const number = Number(text)
  if (text !== '' && Number.isSafeInteger(number)) return number
  throw new UserError('QUERY_INVALID', `before=${text} is no place in the list. Pass the "next" of the page before it.`)
}

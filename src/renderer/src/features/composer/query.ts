import type { NamedValue } from '../../../../shared/request.ts'

/** A name or value as it stands in a query (RFC 3986 §3.4): the same way as the host composes it. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed())

/** A template stays as it is: its value is known when it is sent. */
const encodeAround = (text: string): string =>
  text
    .split(/(\{\{[^}]*\}\})/)
    .map((piece, index) => (index % 2 === 1 ? piece : encode(piece)))
    .join('')

/** The query that enabled rows make, in their order, without the `?`. */
export const encodeQuery = (params: readonly NamedValue[]): string =>
  params
    .filter(param => param.enabled)
    .map(param => `${encodeAround(param.name)}=${encodeAround(param.value)}`)
    .join('&')

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** The rows that a typed query stands for, with or without its `?`. */
export const parseQuery = (typed: string): NamedValue[] => {
  const query = typed.replace(/^\?/, '')
  if (query === '') return []
  return query.split('&').map(pair => {
    const at = pair.indexOf('=')
    return at < 0
      ? { name: decode(pair), value: '', enabled: true }
      : { name: decode(pair.slice(0, at)), value: decode(pair.slice(at + 1)), enabled: true }
  })
}

/** What a request keeps of its query: rows, or the text to send as it was typed. */
export type KeptQuery = { readonly params: NamedValue[]; readonly rawQuery: string | undefined }

/**
 * What to keep of a query that was typed into the URL: rows when they give back exactly these characters, else the characters
 * themselves (`a=%30%`), sent as typed, and no rows beside them. Rows that were switched off stay in either case.
 */
export const keepTyped = (typed: string, before: readonly NamedValue[]): KeptQuery => {
  const query = typed.replace(/^\?/, '')
  const off = before.filter(param => !param.enabled)
  const rows = parseQuery(query)
  return encodeQuery(rows) === query
    ? { params: [...rows, ...off], rawQuery: undefined }
    : { params: off, rawQuery: query }
}

/** The rows to show: of a query sent as typed, what it stands for. */
export const rowsOf = ({ params, rawQuery }: KeptQuery): NamedValue[] =>
  rawQuery === undefined ? params : [...parseQuery(rawQuery), ...params]

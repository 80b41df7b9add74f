import type { NamedValue } from '../../../../shared/request.ts'

/** Percent-encodes a name or value for a query: what RFC 3986 §2.3 calls unreserved stays, all else is UTF-8 in `%XX`. */
const encode = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return encodeURIComponent(whole).replaceAll(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The query that enabled rows make, in their order, without the `?`. A template stays as it is: its value is known when it is sent. */
export const encodeQuery = (params: readonly NamedValue[]): string =>
  params
    .filter(param => param.enabled && (param.name !== '' || param.value !== ''))
    .map(param => `${encodeAround(param.name)}=${encodeAround(param.value)}`)
    .join('&')

const encodeAround = (text: string): string =>
  text
    .split(/(\{\{[^}]*\}\})/)
    .map((piece, index) => (index % 2 === 1 ? piece : encode(piece)))
    .join('')

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
 * themselves (`a=%30%`), sent as typed. Rows that were switched off stay at the end.
 */
export const keepTyped = (typed: string, before: readonly NamedValue[]): KeptQuery => {
  const query = typed.replace(/^\?/, '')
  const params = [...parseQuery(query), ...before.filter(param => !param.enabled)]
  return { params, rawQuery: encodeQuery(params) === query ? undefined : query }
}

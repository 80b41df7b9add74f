import type { TestRequest } from '../../shared/request.ts'
import { ComposeError } from './errors.ts'
import type { ResolveText } from './templates.ts'

/**
 * The request target: the trigger's path with the params encoded in order, duplicates kept (RFC 3986 §3.4), or with `rawQuery` as it
 * was typed. Throws REQUEST_INVALID for line breaks, which would end the request line.
 */
export function targetOf(request: TestRequest, path: string, text: ResolveText, note: (text: string) => void): string {
  const enabled = request.params.filter(param => param.enabled)
  if (request.rawQuery !== undefined) {
    if (enabled.length > 0) note('rawQuery is sent as typed; the rows of Params are not.')
    return rawTarget(text(request.rawQuery, 'rawQuery'), path, note)
  }
  const query = enabled
    .map((param, index) => {
      const name = encodeURIComponent(text(param.name, `params[${index}].name`).toWellFormed())
      const value = encodeURIComponent(text(param.value, `params[${index}].value`).toWellFormed())
      return `${name}=${value}`
    })
    .join('&')
  return query === '' ? path : `${path}?${query}`
}

function rawTarget(query: string, path: string, note: (text: string) => void): string {
  if (/[\r\n\0]/.test(query)) {
    throw new ComposeError(
      'REQUEST_INVALID',
      'rawQuery',
      'rawQuery: a query holds no line break and no NUL character; write %0A for one.',
    )
  }
  if (query.includes(' ')) note('rawQuery has a space: the request line ends there for most servers.')
  return query === '' ? path : `${path}?${query}`
}

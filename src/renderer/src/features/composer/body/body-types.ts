import type { RequestBody, RequestBodyType } from '../../../../../shared/request.ts'

/** The body types in the order of the menu; `raw` stands there only for a captured body. */
export const BODY_LABELS: Record<RequestBodyType, string> = {
  none: 'No body',
  json: 'JSON',
  text: 'Text',
  xml: 'XML',
  urlencoded: 'x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  file: 'File',
  hex: 'Hex',
  raw: 'Captured bytes',
}

export const BODY_TYPES: readonly Exclude<RequestBodyType, 'raw'>[] = [
  'none',
  'json',
  'text',
  'xml',
  'urlencoded',
  'multipart',
  'file',
  'hex',
]

const EMPTY: Record<Exclude<RequestBodyType, 'raw'>, RequestBody> = {
  none: { type: 'none' },
  json: { type: 'json', text: '{}' },
  text: { type: 'text', text: '', contentType: 'text/plain; charset=utf-8' },
  xml: { type: 'xml', text: '' },
  urlencoded: { type: 'urlencoded', fields: [] },
  multipart: { type: 'multipart', parts: [] },
  file: { type: 'file', file: '' },
  hex: { type: 'hex', hex: '', contentType: 'application/octet-stream' },
}

const seen = new Map<string, RequestBody>()

/** Remembers a body before its type changes, so that changing back within this page loses nothing. */
export const rememberBody = (key: string, body: RequestBody): void => {
  seen.set(`${key} ${body.type}`, body)
}

/** The body to start with when the type changes: what stood there before, else the text of the old one, else an empty one. */
export const bodyFor = (key: string, type: RequestBodyType, before: RequestBody): RequestBody => {
  const known = seen.get(`${key} ${type}`)
  if (known) return known
  if (type === 'raw') return before
  const empty = EMPTY[type]
  return 'text' in empty && 'text' in before && before.text.trim() !== '' ? { ...empty, text: before.text } : empty
}

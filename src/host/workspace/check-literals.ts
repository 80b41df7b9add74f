import { isRecord } from '../../shared/json.ts'
import type { Report } from './check-templates.ts'
import type { DocumentPath } from './yaml-file.ts'

const SECRET_FIELDS = ['token', 'password', 'clientSecret']

/** Warns about credentials that stand in the document itself: allowed, but they end up in git (contract §1, Settings). */
export function checkAuthorization(authorization: unknown, path: DocumentPath, report: Report): void {
  if (!isRecord(authorization)) return
  for (const field of SECRET_FIELDS) warnLiteral(authorization[field], [...path, field], report)
  if (authorization.type === 'auth_header') checkHeaders(authorization.headers, [...path, 'headers'], report, /./)
}

/** Warns about a literal value of a header that carries credentials: a map, or a list of names and values. */
export function checkHeaders(
  headers: unknown,
  path: DocumentPath,
  report: Report,
  names = /^(proxy-)?authorization$|^x-api-key$/i,
): void {
  if (Array.isArray(headers)) {
    for (const [index, header] of headers.entries()) {
      if (isRecord(header) && names.test(String(header.name)))
        warnLiteral(header.value, [...path, index, 'value'], report)
    }
  } else if (isRecord(headers)) {
    for (const [name, value] of Object.entries(headers))
      if (names.test(name)) warnLiteral(value, [...path, name], report)
  }
}

function warnLiteral(value: unknown, path: DocumentPath, report: Report): void {
  if (typeof value !== 'string' || value === '' || value.includes('{{')) return
  const message =
    'This credential stands in the document; name it under secrets: in triggerbench.yaml and write {{ secrets.NAME }} here'
  report(path, message, { severity: 'warning' })
}

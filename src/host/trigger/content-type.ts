import { MIMEType } from 'node:util'
import { boundaryOf } from '../multipart-boundary.ts'

/** What a Content-Type makes of a body (contract §1, Bodies). */
export interface BodyKind {
  kind: 'json' | 'urlencoded' | 'multipart' | 'text' | 'file'
  /** The Content-Type as it was sent, parameters included; undefined without one. */
  declared: string | undefined
  charset: string | undefined
  /** What stands between the parts of a multipart body (RFC 2046 §5.1.1). */
  boundary: string | undefined
}

const cache = new Map<string, BodyKind>()

/** Reads a Content-Type header. One that cannot be read makes the body a file, as does none. */
export function bodyKind(header: string | undefined): BodyKind {
  if (header === undefined) return { kind: 'file', declared: undefined, charset: undefined, boundary: undefined }
  const known = cache.get(header)
  if (known) return known
  const kind = readKind(header)
  if (cache.size < 500) cache.set(header, kind)
  return kind
}

function readKind(header: string): BodyKind {
  let type: MIMEType
  try {
    type = new MIMEType(header)
  } catch {
    return { kind: 'file', declared: header.trim() || undefined, charset: undefined, boundary: undefined }
  }
  const charset = type.params.get('charset') ?? undefined
  return { kind: kindOf(type.essence), declared: header.trim(), charset, boundary: boundaryOf(header) }
}

function kindOf(mimeType: string): BodyKind['kind'] {
  if (mimeType === 'application/json' || mimeType.endsWith('+json')) return 'json'
  if (mimeType === 'application/x-www-form-urlencoded') return 'urlencoded'
  if (mimeType === 'multipart/form-data') return 'multipart'
  const text =
    ['application/xml', 'application/javascript'].includes(mimeType) ||
    mimeType.endsWith('+xml') ||
    /^(?:text|message)\//.test(mimeType)
  return text ? 'text' : 'file'
}

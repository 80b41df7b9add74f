import { MIMEType } from 'node:util'

/** What a Content-Type makes of a body (contract §1, Bodies). */
export interface BodyKind {
  kind: 'json' | 'urlencoded' | 'multipart' | 'text' | 'file'
  /** `type/subtype`, lower-case; undefined without a Content-Type. */
  mimeType: string | undefined
  charset: string | undefined
}

const cache = new Map<string, BodyKind>()

/** Reads a Content-Type header. One that cannot be read makes the body a file, as does none. */
export function bodyKind(header: string | undefined): BodyKind {
  if (header === undefined) return { kind: 'file', mimeType: undefined, charset: undefined }
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
    return { kind: 'file', mimeType: header.split(';', 1)[0]?.trim() || undefined, charset: undefined }
  }
  const mimeType = type.essence
  return { kind: kindOf(mimeType), mimeType, charset: type.params.get('charset') ?? undefined }
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

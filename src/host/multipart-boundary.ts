import { MIMEType } from 'node:util'

/** What stands between the parts of a body, as its Content-Type says (RFC 2046 §5.1.1); undefined for one that is not multipart. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined) return undefined
  try {
    const { type, params } = new MIMEType(contentType)
    return type === 'multipart' ? params.get('boundary') || undefined : undefined
  } catch {
    return undefined
  }
}

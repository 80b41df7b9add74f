import iconv from 'iconv-lite'
import { ComposeError } from './errors.ts'

/** The `charset` parameter of a Content-Type, lower-case and without quotes; undefined when it has none. */
export function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)"?/i.exec(contentType ?? '')?.[1]?.toLowerCase()
}

/** The media type of a Content-Type, lower-case and without parameters. */
export function mediaTypeOf(contentType: string): string {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/**
 * Text as bytes in the charset its Content-Type names, UTF-8 when it names none. Characters the charset does not have are
 * replaced, with a note. Throws CHARSET_UNKNOWN for a name nobody knows.
 */
export function encodeText(text: string, contentType: string | undefined, field: string, notes: string[]): Uint8Array {
  const charset = charsetOf(contentType) ?? 'utf-8'
  if (charset === 'utf-8' || charset === 'utf8') return Buffer.from(text, 'utf8')
  if (!iconv.encodingExists(charset)) {
    throw new ComposeError(
      'CHARSET_UNKNOWN',
      field,
      `${field}: the charset ${charset} is not known; name one such as utf-8 or iso-8859-1.`,
    )
  }
  const bytes = iconv.encode(text, charset)
  if (iconv.decode(bytes, charset) !== text)
    notes.push(`${field}: some characters do not exist in ${charset} and were replaced.`)
  return bytes
}

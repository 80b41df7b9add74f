import { ComposeError } from './errors.ts'

/** True for a token: a method or a header name (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text)
}

/** A header value as it goes out. Throws HEADER_INVALID for line breaks and NUL, which would end the header (RFC 9110 §5.5). */
export function fieldValue(value: string, field: string): string {
  if (/[\r\n\0]/.test(value)) {
    throw new ComposeError(
      'HEADER_INVALID',
      field,
      `${field}: a header value holds no line break and no NUL character.`,
    )
  }
  return value
}

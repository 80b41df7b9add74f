import { UserError } from '../../shared/errors.ts'
import { firstHexError } from '../../shared/file-value.ts'

const ENCODINGS: Record<string, BufferEncoding> = {
  base64: 'base64',
  base64url: 'base64url',
  binary: 'latin1',
  latin1: 'latin1',
  ascii: 'latin1',
  utf8: 'utf8',
  'utf-8': 'utf8',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
  ucs2: 'utf16le',
  hex: 'hex',
}

/**
 * The bytes that a file's text stands for, in the encoding that `X-Paragon-Encoding` names (Paragon §3, sending a file). Throws a
 * UserError (STEP_FAILED) for an encoding that is not known and for text that is not in it.
 */
export function bytesOfText(text: string, encoding: string): Buffer {
  const name = encoding.trim().toLowerCase()
  const known = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined
  if (known === undefined) {
    throw wrong(`X-Paragon-Encoding takes hex, base64, base64url, binary, utf8 or utf16le, not ${encoding}`)
  }
  const bad = known === 'hex' ? firstHexError(text) : known.startsWith('base64') ? firstBase64Error(text) : -1
  if (bad >= 0) throw wrong(`its text is no ${name} at offset ${bad}`)
  return Buffer.from(text, known)
}

/** Line breaks are allowed, as MIME writes base64 (RFC 2045 §6.8). */
function firstBase64Error(text: string): number {
  return text.search(/[^A-Za-z0-9+/_=\s-]/)
}

function wrong(what: string): UserError {
  return new UserError('STEP_FAILED', `body: ${what}`)
}

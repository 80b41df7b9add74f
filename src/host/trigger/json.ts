import { isUtf8 } from 'node:buffer'
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { UserError } from '../../shared/errors.ts'

const BYTE_ORDER_MARK = 0xfeff

/**
 * Reads a JSON body: strict UTF-8, a leading byte order mark ignored, at most `depth` levels deep.
 * Throws BODY_NOT_JSON with line and column (from 1), or BODY_TOO_DEEP.
 */
export function parseJson(bytes: Uint8Array, depth: number): unknown {
  if (!isUtf8(bytes)) {
    throw new UserError('BODY_NOT_JSON', `The body is not JSON: ${badUtf8(bytes)}. JSON is sent as UTF-8`, place(bytes))
  }
  let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (text.charCodeAt(0) === BYTE_ORDER_MARK) text = text.slice(1)
  if (text.length > depth) checkDepth(text, depth)
  try {
    return JSON.parse(text)
  } catch {
    throw notJson(text)
  }
}

function badUtf8(bytes: Uint8Array): string {
  return `byte ${firstBadByte(bytes)} is not UTF-8`
}

function place(bytes: Uint8Array): { line: number; column: number } {
  return position(new TextDecoder('latin1').decode(bytes), firstBadByte(bytes))
}

/** The offset of the first byte that is no UTF-8, by halving: a prefix is good when at most its last character is cut. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (goodPrefix(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function goodPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function checkDepth(text: string, limit: number): void {
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (inString) {
      if (code === 0x5c) index++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > limit) {
        throw new UserError(
          'BODY_TOO_DEEP',
          `The JSON body nests deeper than ${limit} levels. Send it flatter, or raise limits.jsonDepth in triggerbench.yaml`,
          position(text, index),
        )
      }
    } else if (code === 0x5d || code === 0x7d) depth--
  }
}

function notJson(text: string): UserError {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  const first = errors[0]
  const meta = position(text, first?.offset ?? text.length)
  const what =
    text.trim() === ''
      ? 'it is empty'
      : sentence(first ? printParseErrorCode(first.error) : 'a character that JSON does not allow')
  return new UserError(
    'BODY_NOT_JSON',
    `The body is not JSON: ${what} at line ${meta.line}, column ${meta.column}. Mend it there, or send another Content-Type`,
    meta,
  )
}

/** `ValueExpected` → `value expected`. */
function sentence(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

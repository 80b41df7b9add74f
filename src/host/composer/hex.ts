import { firstHexError } from '../../shared/file-value.ts'
import { ComposeError } from './errors.ts'

/** Hex text as bytes; white space between digits is allowed. Throws HEX_INVALID with the offset of the first character that is no digit. */
export function decodeHex(text: string, field: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  const bad = firstHexError(digits)
  if (bad < 0) return Buffer.from(digits, 'hex')
  const problem =
    bad < digits.length
      ? `${JSON.stringify(digits[bad])} is no hex digit`
      : 'a byte takes two digits and the last one has only one'
  throw new ComposeError('HEX_INVALID', field, `${field}: ${problem} (digit ${bad + 1}).`)
}

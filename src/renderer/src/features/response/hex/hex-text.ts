/** Bytes in a row. */
export const ROW_BYTES = 16

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A byte as two hex digits. */
export const hexOf = (byte: number): string => HEX[byte] ?? ''

/** A byte as the text column shows it: printable ASCII, else a dot. */
export const charOf = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')

/** An offset of eight hex digits, more where a body needs them. */
export const offsetOf = (offset: number): string => offset.toString(16).padStart(8, '0')

/**
 * Reads an offset a person typed: `0x2b` or `2bh` or digits with a letter are hex, digits alone decimal. Undefined when it is none.
 */
export const parseOffset = (text: string): number | undefined => {
  const typed = text.trim().replaceAll(/[_, ]/g, '').toLowerCase()
  if (/^\d+$/.test(typed)) return Number(typed)
  const digits = /^(?:0x)?([0-9a-f]+)h?$/.exec(typed)?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}

/** What the byte under the cursor is, in the ways people ask for it. */
export const describeByte = (byte: number): string => {
  const char = charOf(byte)
  const shown = char === '.' && byte !== 0x2e ? '' : `, '${char}'`
  return `0x${hexOf(byte)}, ${byte}${shown}`
}

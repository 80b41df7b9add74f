/** What a person pasted, read as bytes. `hex` holds the digits up to the fault. */
export type ParsedHex = {
  /** How it was written. */
  readonly form: 'hex' | 'dump'
  /** Lower-case digits without anything between. */
  readonly hex: string
  readonly fault: HexFault | undefined
}

/** The first character that is no digit, or a last digit without its pair. Lines and columns count from 1, offset is the byte's. */
export type HexFault = {
  readonly line: number
  readonly column: number
  readonly char: string | undefined
  readonly offset: number
}

const DUMP_LINE = /^\s*([0-9a-fA-F]{4,16})(:\s?|\s{2})/
const isDigit = (char: string): boolean => /[0-9a-fA-F]/.test(char)
const isBetween = (char: string): boolean => /[\s,;:_-]/.test(char)

/** The part of a dump's line that holds bytes: behind the offset, before the characters. */
const bytesOfDump = (line: string): { readonly start: number; readonly text: string } => {
  const head = DUMP_LINE.exec(line)
  if (!head) return { start: 0, text: line }
  const start = head[0].length
  const rest = line.slice(start)
  const bar = rest.indexOf('|')
  if (bar >= 0) return { start, text: rest.slice(0, bar) }
  const gap = head[2]?.startsWith(':') ? rest.search(/ {2}/) : rest.search(/ {3}/)
  return { start, text: gap < 0 ? rest : rest.slice(0, gap) }
}

const isDump = (lines: readonly string[]): boolean => {
  const filled = lines.filter(line => line.trim() !== '')
  const offsets = filled.map(line => DUMP_LINE.exec(line)?.[1])
  const first = offsets[0]
  return first !== undefined && Number.parseInt(first, 16) === 0 && offsets.every(offset => offset !== undefined)
}

/** Reads hex as people paste it: digits with spaces, commas or line ends between, `0x…` and `\x…`, an xxd or hexdump -C dump. */
export const parseHex = (text: string): ParsedHex => {
  const lines = text.split(/\r\n|\r|\n/)
  const dump = isDump(lines)
  let hex = ''
  let last = { line: 1, column: 1 }
  const fault = (line: number, column: number, char: string | undefined): ParsedHex => ({
    form: dump ? 'dump' : 'hex',
    hex: hex.slice(0, hex.length - (hex.length % 2)).toLowerCase(),
    fault: { line, column, char, offset: Math.floor(hex.length / 2) },
  })
  for (const [index, whole] of lines.entries()) {
    const { start, text: line } = dump ? bytesOfDump(whole) : { start: 0, text: whole }
    for (let at = 0; at < line.length; at++) {
      const char = line[at] ?? ''
      if (isBetween(char)) continue
      const prefix = hex.length % 2 === 0 && /^(0x|\\x)/i.test(line.slice(at, at + 2))
      if (prefix) at++
      else if (isDigit(char)) {
        hex += char
        last = { line: index + 1, column: start + at + 1 }
      } else return fault(index + 1, start + at + 1, char)
    }
  }
  if (hex.length % 2 === 1) return fault(last.line, last.column, undefined)
  return { form: dump ? 'dump' : 'hex', hex: hex.toLowerCase(), fault: undefined }
}

/** The sentence for a fault: what, where, at which byte. */
export const sentenceOf = ({ line, column, char, offset }: HexFault): string => {
  const place = `Line ${line}, column ${column}`
  const at = `0x${offset.toString(16)}`
  if (char === undefined) return `${place}: the last digit has no pair, at offset ${at}`
  return `${place}: ${char} is not a hex digit, at offset ${at}`
}

/** Digits to read: pairs with spaces, sixteen bytes a line. */
export const layOutHex = (hex: string): string =>
  (hex.match(/.{1,32}/g) ?? []).map(line => (line.match(/.{1,2}/g) ?? []).join(' ')).join('\n')

/** The first `count` bytes of digits. */
export const hexBytes = (hex: string, count: number): Uint8Array => {
  const digits = hex.slice(0, count * 2)
  return Uint8Array.from(digits.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}

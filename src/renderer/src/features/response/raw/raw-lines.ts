/** A run of characters of one kind: text as it reads, or bytes that are no text, written `\x89`. */
export type Segment = { readonly kind: 'text' | 'byte'; readonly text: string }
export type RawLine = readonly Segment[]

const CR = 13
const LF = 10

const sequenceLength = (lead: number): number => {
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const sequenceAt = (bytes: Uint8Array, at: number): string | undefined => {
  const length = sequenceLength(bytes[at] ?? 0)
  if (length === 0 || at + length > bytes.length) return undefined
  try {
    return strict.decode(bytes.subarray(at, at + length))
  } catch {
    return undefined
  }
}

const isInvisible = (text: string): boolean =>
  /^[\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]$/.test(text)

const escapeByte = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

/**
 * Bytes as lines to read: cut after each LF, characters of UTF-8 as they are, every other byte and every control character written
 * `\x89`, so that nothing on the wire is hidden or merged. The CR before an LF belongs to the line's end.
 */
export const rawLines = (bytes: Uint8Array): readonly RawLine[] => {
  const lines: RawLine[] = []
  let line: Segment[] = []
  let text = ''
  let escaped = ''
  const endText = () => {
    if (text) line.push({ kind: 'text', text })
    text = ''
  }
  const endBytes = () => {
    if (escaped) line.push({ kind: 'byte', text: escaped })
    escaped = ''
  }
  const plain = (shown: string) => {
    endBytes()
    text += shown
  }
  const strange = (from: number, to: number) => {
    endText()
    for (const byte of bytes.subarray(from, to)) escaped += escapeByte(byte)
  }
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0
    if (byte === LF || (byte === CR && bytes[at + 1] === LF)) {
      endText()
      endBytes()
      lines.push(line)
      line = []
      at += byte === LF ? 1 : 2
    } else if ((byte >= 0x20 && byte < 0x7f) || byte === 9) {
      plain(byte === 9 ? '  ' : String.fromCharCode(byte))
      at++
    } else {
      const sequence = sequenceAt(bytes, at)
      const length = sequence === undefined ? 1 : sequenceLength(byte)
      if (sequence === undefined || isInvisible(sequence)) strange(at, at + length)
      else plain(sequence)
      at += length
    }
  }
  endText()
  endBytes()
  lines.push(line)
  return lines
}

/** A line cut to pieces of at most `columns` characters; an empty line stays one piece. */
export const wrapLine = (line: RawLine, columns: number): readonly RawLine[] => {
  const pieces: RawLine[] = []
  let piece: Segment[] = []
  let left = columns
  for (const segment of line) {
    let rest = segment.text
    while (rest.length > left) {
      // An escape is never cut in two.
      const room = segment.kind === 'byte' ? left - (left % 4) : left
      if (room > 0) piece.push({ kind: segment.kind, text: rest.slice(0, room) })
      rest = rest.slice(room)
      pieces.push(piece)
      piece = []
      left = columns
    }
    if (rest) piece.push({ kind: segment.kind, text: rest })
    left -= rest.length
  }
  return [...pieces, piece]
}

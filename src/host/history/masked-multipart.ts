import type { BodyMask } from '../files.ts'

const CRLF = '\r\n'
const BLANK_LINE = '\r\n\r\n'
/** What follows a delimiter: its line's end, padding, or the two hyphens of the last one (RFC 2046 §5.1.1). */
const AFTER_DELIMITER = /^(?:\r\n|[ \t]|--)/
const NAMES_FILE = /;[ \t]*filename\*?[ \t]*=/i
/** A name may hold what looks like another parameter. One that has no end reaches to that of the line. */
const QUOTED = /"(?:[^"\\]|\\.)*"?/gs
/** A header block that is longer is no header block: what follows is masked as text. */
const LONGEST_HEAD = 64 * 1024

/**
 * Masks a multipart body as it streams: the headers and the content of parts without a file name, the headers of those
 * with one, and what stands before and after the parts. A file's bytes are kept as they are (RFC 7578 §4.2).
 */
export class MultipartMask implements BodyMask {
  readonly #delimiter: Buffer
  readonly #create: () => BodyMask
  #mask: BodyMask
  #changed = false
  #mode: 'head' | 'text' | 'file' = 'text'
  /** What was not decided yet. The first delimiter may stand without a line before it. */
  #rest: Buffer = Buffer.from(CRLF)
  /** Bytes at the beginning that are not the body's. */
  #borrowed = CRLF.length
  #head = ''

  /** `create` gives what masks one text. */
  constructor(boundary: string, create: () => BodyMask) {
    this.#delimiter = Buffer.from(`${CRLF}--${boundary}`, 'latin1')
    this.#create = create
    this.#mask = create()
  }

  get changed(): boolean {
    return this.#changed || this.#mask.changed
  }

  write(chunk: Uint8Array): Uint8Array {
    return this.#take(Buffer.concat([this.#rest, chunk]), false)
  }

  end(): Uint8Array {
    return this.#take(this.#rest, true)
  }

  #take(data: Buffer, last: boolean): Uint8Array {
    const pieces: Uint8Array[] = []
    let at = 0
    for (;;) {
      const next = this.#mode === 'head' ? this.#toContent(data, at, pieces) : this.#toDelimiter(data, at, pieces)
      if (next === undefined) break
      at = next
    }
    const held = this.#mode === 'head' ? BLANK_LINE.length - 1 : this.#delimiter.length + 1
    const until = last ? data.length : Math.max(at, data.length - held)
    this.#give(data.subarray(at, until), pieces)
    if (last) this.#close(pieces)
    this.#rest = data.subarray(until)
    const given = Buffer.concat(pieces)
    const borrowed = Math.min(this.#borrowed, given.length)
    this.#borrowed -= borrowed
    return given.subarray(borrowed)
  }

  /** Gives the header block's end; undefined while it is not there. */
  #toContent(data: Buffer, at: number, pieces: Uint8Array[]): number | undefined {
    const found = data.indexOf(BLANK_LINE, at)
    if (found < 0) {
      if (this.#head.length > LONGEST_HEAD) this.#mode = 'text'
      return undefined
    }
    const end = found + BLANK_LINE.length
    // The blank line's first half may also be the begin of the next delimiter: a part without content.
    this.#give(data.subarray(at, end - CRLF.length), pieces)
    this.#close(pieces)
    this.#mode = this.#head.length <= LONGEST_HEAD && namesFile(this.#head) ? 'file' : 'text'
    return end - CRLF.length
  }

  /** Gives what stands before the next delimiter, and it; undefined while none is there. */
  #toDelimiter(data: Buffer, at: number, pieces: Uint8Array[]): number | undefined {
    for (let from = at; ; ) {
      const found = data.indexOf(this.#delimiter, from)
      const end = found + this.#delimiter.length
      if (found < 0 || data.length < end + 2) return undefined
      const after = data.toString('latin1', end, end + 2)
      if (AFTER_DELIMITER.test(after)) {
        this.#give(data.subarray(at, found), pieces)
        this.#close(pieces)
        pieces.push(this.#delimiter)
        this.#mode = after === '--' ? 'text' : 'head'
        this.#head = ''
        return end
      }
      from = end
    }
  }

  #give(bytes: Buffer, pieces: Uint8Array[]): void {
    if (this.#mode === 'head' && this.#head.length <= LONGEST_HEAD) this.#head += bytes.toString('latin1')
    pieces.push(this.#mode === 'file' ? bytes : this.#mask.write(bytes))
  }

  /** Texts on both sides of a border are two: no mask reaches across. */
  #close(pieces: Uint8Array[]): void {
    pieces.push(this.#mask.end())
    this.#changed ||= this.#mask.changed
    this.#mask = this.#create()
  }
}

/** Whether the first Content-Disposition of a header block has a file name. The bytes are a caller's: every look at them is linear. */
function namesFile(head: string): boolean {
  const lines = head.replace(/\r\n[ \t]/g, ' ').split(CRLF)
  const disposition = lines.find(line => /^content-disposition[ \t]*:/i.test(line))
  return disposition !== undefined && NAMES_FILE.test(disposition.replace(QUOTED, '""'))
}

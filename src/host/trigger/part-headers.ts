import { UserError } from '../../shared/errors.ts'

const CRLF = '\r\n'
const BLANK_LINE = '\r\n\r\n'
/** What follows a delimiter: its line's end, after padding perhaps (RFC 2046 §5.1.1). */
const LINE_END = /^(?:\r\n|[ \t])/
/** RFC 7578 §4.2: every part is named by its Content-Disposition. */
const NAMED = /^content-disposition[ \t]*:[ \t]*form-data[ \t]*;(?:.*;)?[ \t]*name[ \t]*=/im
/** A header's value may go on in lines that begin with a space (RFC 5322 §2.2.3). */
const TYPED = /^content-type[ \t]*:((?:[^\r]|\r\n[ \t])*)/im

/**
 * Watches the header blocks of a multipart body's parts as it streams by: the parser behind it cuts a long one short
 * and passes over a part without a name, and neither is what was sent (contract §1, `limits.partHeader`).
 */
export class PartHeaders {
  readonly #delimiter: Buffer
  readonly #limit: number
  /** What was not decided yet: the begin of a delimiter, or a header block that has no end so far. */
  #rest: Buffer = Buffer.from(CRLF)
  /** Where `#rest` begins in the body; the first delimiter may stand without a line before it. */
  #offset = -CRLF.length
  #inHeader = false
  readonly #types: (string | undefined)[] = []
  #ended = false

  constructor(boundary: string, limit: number) {
    this.#delimiter = Buffer.from(`${CRLF}--${boundary}`, 'latin1')
    this.#limit = limit
  }

  /** The Content-Type of the next part, as it was sent; undefined where it has none. Asked once for each part, in order. */
  nextType(): string | undefined {
    return this.#types.shift()
  }

  /** Throws MULTIPART_INVALID, with the offset of the part, for a header block over the limit or without a name. */
  take(chunk: Uint8Array): void {
    if (this.#ended) return
    const data = Buffer.concat([this.#rest, chunk])
    let at = 0
    for (;;) {
      const next = this.#inHeader ? this.#header(data, at) : this.#body(data, at)
      if (next === undefined) break
      at = next
      this.#inHeader = !this.#inHeader
    }
    const keep = this.#inHeader ? at : Math.max(at, this.#undecided(data))
    this.#rest = data.subarray(keep)
    this.#offset += keep
  }

  /** Where the block at `start` ends, or undefined while its end is not there. */
  #header(data: Buffer, start: number): number | undefined {
    const end = data.indexOf(BLANK_LINE, start)
    const size = (end < 0 ? data.length : end) - start
    if (size > this.#limit + CRLF.length) {
      throw multipartInvalid(
        `a part's headers are longer than limits.partHeader (${this.#limit} bytes)`,
        this.#at(start),
      )
    }
    if (end < 0) return undefined
    const head = data.toString('latin1', start, end)
    if (!NAMED.test(head)) {
      throw multipartInvalid('a part has no Content-Disposition: form-data with a name', this.#at(start))
    }
    this.#types.push(
      TYPED.exec(head)?.[1]
        ?.replace(/\r\n[ \t]+/g, ' ')
        .trim() || undefined,
    )
    return end + CRLF.length
  }

  /** Where the header block after the next delimiter begins, or undefined when there is none (yet). */
  #body(data: Buffer, start: number): number | undefined {
    for (let from = start; ; ) {
      const found = data.indexOf(this.#delimiter, from)
      const after = found + this.#delimiter.length
      if (found < 0 || data.length < after + 2) return undefined
      const next = data.toString('latin1', after, after + 2)
      this.#ended = next === '--'
      if (this.#ended) return undefined
      if (LINE_END.test(next)) return after
      from = after
    }
  }

  /** From here on a delimiter, with the two bytes that tell the last one, may have begun. */
  #undecided(data: Buffer): number {
    return Math.max(0, data.length - this.#delimiter.length - 1)
  }

  #at(index: number): number {
    return this.#offset + index + CRLF.length
  }
}

/** MULTIPART_INVALID with what is wrong, and where when that is known. */
export function multipartInvalid(detail: string, offset?: number): UserError {
  return new UserError(
    'MULTIPART_INVALID',
    `The multipart body cannot be read: ${detail.charAt(0).toLowerCase()}${detail.slice(1)}. Check the boundary and that the body is complete`,
    offset === undefined ? undefined : { offset },
  )
}

import { isUtf8 } from 'node:buffer'
import { UserError } from '../../shared/errors.ts'
import { nextTurn } from '../next-turn.ts'
import { JsonFault, scanJson } from './json-scan.ts'

const BYTE_ORDER_MARK = 0xfeff
/** Up to this many characters JSON.parse takes a few milliseconds; beyond, other requests are answered in between. */
const AT_ONCE = 1024 * 1024

/**
 * Reads a JSON body: strict UTF-8, a leading byte order mark ignored, at most `depth` levels deep.
 * Throws BODY_NOT_JSON with line and column (from 1, in code points), or BODY_TOO_DEEP.
 */
export function parseJson(bytes: Uint8Array, depth: number): unknown {
  if (!isUtf8(bytes)) throw notUtf8('', bytes, 0)
  return parseText(withoutMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')), depth)
}

function parseText(text: string, depth: number): unknown {
  if (text.length > depth) checkDepth(text, depth)
  try {
    return JSON.parse(text)
  } catch {
    return finish(scanJson(text, depth), text, depth)
  }
}

/** A JSON body that is too large to be read at once: its bytes as they come, then the value. Errors as of parseJson. */
export class JsonReader {
  readonly #depth: number
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #text = ''
  #taken = 0
  /** The last bytes of what was taken: a character may begin there. */
  #tail: Uint8Array = new Uint8Array(0)

  constructor(depth: number) {
    this.#depth = depth
  }

  write(chunk: Uint8Array): void {
    try {
      this.#text += this.#decoder.decode(chunk, { stream: true })
    } catch {
      throw this.#notUtf8(chunk)
    }
    this.#taken += chunk.length
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-4)]).subarray(-4)
  }

  /** The text so far; whole after `end`. */
  get text(): string {
    return this.#text
  }

  async end(): Promise<unknown> {
    try {
      this.#decoder.decode()
    } catch {
      throw this.#notUtf8(new Uint8Array(0))
    }
    const text = withoutMark(this.#text)
    if (text.length <= AT_ONCE) return parseText(text, this.#depth)
    const scan = scanJson(text, this.#depth)
    try {
      for (;;) {
        const { done, value } = scan.next()
        if (done) return value
        await nextTurn()
      }
    } catch (error) {
      throw explained(error, text, this.#depth)
    }
  }

  #notUtf8(chunk: Uint8Array): UserError {
    const pending = this.#taken - Buffer.byteLength(this.#text)
    const cut = this.#tail.subarray(this.#tail.length - pending)
    return notUtf8(this.#text, Buffer.concat([cut, chunk]), this.#taken - pending)
  }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}

function finish(scan: Generator<undefined, unknown>, text: string, depth: number): unknown {
  try {
    for (;;) {
      const { done, value } = scan.next()
      if (done) return value
    }
  } catch (error) {
    throw explained(error, text, depth)
  }
}

function explained(error: unknown, text: string, depth: number): unknown {
  if (!(error instanceof JsonFault)) return error
  const meta = position(text, error.offset)
  if (error.tooDeep) return tooDeep(depth, meta)
  return new UserError(
    'BODY_NOT_JSON',
    `The body is not JSON: ${text.trim() === '' ? 'it is empty' : error.message} at line ${meta.line}, column ${meta.column}. Mend it there, or send another Content-Type`,
    meta,
  )
}

/** `before` is the text of the body up to `bytes`, which begin at `offset`. */
function notUtf8(before: string, bytes: Uint8Array, offset: number): UserError {
  const bad = firstBadByte(bytes)
  const good = Buffer.from(bytes.buffer, bytes.byteOffset, bad).toString('utf8')
  const text = withoutMark(before + good)
  return new UserError(
    'BODY_NOT_JSON',
    `The body is not JSON: byte ${offset + bad} is not UTF-8. JSON is sent as UTF-8`,
    position(text, text.length),
  )
}

/** The offset of the first character that is no UTF-8, by halving: a prefix is good when at most its last character is cut. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (goodPrefix(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  while (good > 0 && !isUtf8(bytes.subarray(0, good))) good--
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
      if (++depth > limit) throw tooDeep(limit, position(text, index))
    } else if (code === 0x5d || code === 0x7d) depth--
  }
}

type Place = Record<'line' | 'column', number>

function tooDeep(limit: number, place: Place): UserError {
  return new UserError(
    'BODY_TOO_DEEP',
    `The JSON body nests deeper than ${limit} levels. Send it flatter, or raise limits.jsonDepth in triggerbench.yaml`,
    place,
  )
}

/** Line and column of an offset in UTF-16 units; the column counts code points. */
function position(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++
  let column = 1
  for (let at = start; at < before.length; at += (before.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) column++
  return { line, column }
}

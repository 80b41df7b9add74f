import { setOwn } from '../../shared/template.ts'

/** Where a text breaks the grammar of JSON, and how. */
export class JsonFault extends Error {
  /** In UTF-16 units. */
  readonly offset: number
  readonly tooDeep: boolean

  constructor(what: string, offset: number, tooDeep = false) {
    super(what)
    this.offset = offset
    this.tooDeep = tooDeep
  }
}

/** Values between two pauses: some milliseconds. */
const PAUSE_AFTER = 20_000
/** Characters of one string between two pauses. */
const STRETCH = 2 ** 20
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const LITERALS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

interface Frame {
  container: unknown[] | Record<string, unknown>
  key: string
}

/**
 * Reads JSON (RFC 8259) as JSON.parse does, with pauses: each `next()` of what it gives takes some milliseconds, and the
 * last one gives the value. Throws a JsonFault at the first character that JSON does not allow, or that opens more than
 * `depth` levels.
 */
export function* scanJson(text: string, depth: number): Generator<undefined, unknown> {
  const stack: Frame[] = []
  let at = 0
  let values = 0
  let escaped = false

  const skip = () => {
    for (;;) {
      const code = text.charCodeAt(at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
      at++
    }
  }
  const fault = (wanted: string): JsonFault =>
    new JsonFault(
      at >= text.length ? `it ends where ${wanted} is missing` : `${shown(text, at)} stands where ${wanted} belongs`,
      at,
    )

  /** Moves behind the closing quote, or after a stretch to where to go on. True when it is behind the quote. */
  const toQuote = (): boolean => {
    const until = at + STRETCH
    for (; at < until; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) {
        at++
        return true
      }
      if (code === 0x5c) {
        escaped = true
        ESCAPE.lastIndex = at
        if (!ESCAPE.test(text)) throw new JsonFault('an escape that JSON does not know stands in a string', at)
        at = ESCAPE.lastIndex - 1
      } else if (code < 0x20)
        throw new JsonFault(`the control character ${shown(text, at)} stands in a string unescaped`, at)
      else if (Number.isNaN(code)) throw new JsonFault('it ends inside a string', at)
    }
    return false
  }
  const stringFrom = (from: number): string =>
    escaped ? (JSON.parse(text.slice(from - 1, at)) as string) : text.slice(from, at - 1)

  /** A value that is no container and no string. */
  const scalar = (code: number): unknown => {
    if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at
      const found = NUMBER.exec(text)?.[0]
      if (found === undefined) {
        at++
        throw fault('a digit')
      }
      at += found.length
      return Number(found)
    }
    for (const [word, value] of LITERALS) {
      if (text.startsWith(word, at)) {
        at += word.length
        return value
      }
    }
    throw fault('a value')
  }

  let naming = false
  for (;;) {
    if (++values % PAUSE_AFTER === 0) yield
    let code = skip()
    let frame = stack.at(-1)
    if (naming && frame) {
      if (code !== 0x22) throw fault('a name in double quotes')
      const from = ++at
      escaped = false
      while (!toQuote()) yield
      frame.key = stringFrom(from)
      if (skip() !== 0x3a) throw fault('a colon')
      at++
      naming = false
      code = skip()
    }
    let value: unknown
    if (code === 0x22) {
      const from = ++at
      escaped = false
      while (!toQuote()) yield
      value = stringFrom(from)
    } else if (code === 0x7b || code === 0x5b) {
      if (stack.length === depth) throw new JsonFault('', at, true)
      const container = code === 0x5b ? [] : {}
      at++
      if (skip() !== code + 2) {
        stack.push({ container, key: '' })
        naming = code === 0x7b
        continue
      }
      at++
      value = container
    } else value = scalar(code)
    for (;;) {
      const after = skip()
      if (!frame) {
        if (at < text.length) throw fault('the end')
        return value
      }
      const { container } = frame
      const list = Array.isArray(container)
      if (list) container.push(value)
      else if (frame.key === '__proto__') setOwn(container, frame.key, value)
      else container[frame.key] = value
      if (after === 0x2c) {
        at++
        naming = !list
        break
      }
      if (after !== (list ? 0x5d : 0x7d)) throw fault(list ? 'a comma or ]' : 'a comma or }')
      at++
      stack.pop()
      value = container
      frame = stack.at(-1)
    }
  }
}

/** A character as a message names it. */
function shown(text: string, at: number): string {
  const point = text.codePointAt(at) ?? 0
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  return point > 0x20 && point < 0x7f ? String.fromCodePoint(point) : code
}

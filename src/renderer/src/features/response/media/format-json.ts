/** Where a text stops being JSON. Lines and columns count from 1. */
export type JsonFault = { readonly line: number; readonly column: number; readonly message: string }

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

/**
 * Lays JSON out with two spaces a level, from its source text alone: numbers, escapes and the order and repetition of keys stay as
 * they were written (`1.00`, `9007199254740993`). A text that is not JSON comes out with the same characters; see `findJsonFault`.
 */
export const formatJson = (source: string): string => {
  const out: string[] = []
  let depth = 0
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0
  const newline = () => {
    out.push('\n', '  '.repeat(Math.max(0, depth)))
  }
  const skip = () => {
    while (at < source.length && isSpace(source.charCodeAt(at))) at++
  }
  const stringEnd = (start: number): number => {
    let end = start + 1
    while (end < source.length) {
      const code = source.charCodeAt(end)
      if (code === 92) end += 2
      else if (code === 34) return end + 1
      else end++
    }
    return source.length
  }
  for (skip(); at < source.length; skip()) {
    const char = source[at] ?? ''
    if (char === '"') {
      const end = stringEnd(at)
      out.push(source.slice(at, end))
      at = end
    } else if (char === '{' || char === '[') {
      at++
      skip()
      const close = char === '{' ? '}' : ']'
      if (source[at] === close) {
        out.push(char, close)
        at++
      } else {
        out.push(char)
        depth++
        newline()
      }
    } else if (char === '}' || char === ']') {
      depth--
      newline()
      out.push(char)
      at++
    } else if (char === ',') {
      out.push(char)
      newline()
      at++
    } else if (char === ':') {
      out.push(': ')
      at++
    } else {
      const start = at
      while (at < source.length && !/[\s{}[\],:"]/.test(source[at] ?? '')) at++
      out.push(source.slice(start, at))
    }
  }
  return out.join('')
}

/** Where and why a text is not JSON (RFC 8259); undefined when it is. */
export const findJsonFault = (source: string): JsonFault | undefined => {
  const text = source.replace(/^\uFEFF/, '')
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length)
    const before = text.slice(0, position).split('\n')
    return {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      message: message.replace(/ in JSON at position.*$/, '').replace(/, "[\s\S]*" is not valid JSON$/, ''),
    }
  }
}

const isLetter = (char: string | undefined): boolean => char !== undefined && /[a-z]/i.test(char)
const isSpace = (char: string | undefined): boolean => char !== undefined && /[\s/]/.test(char)

/** Where the attribute value that begins at `at` ends. */
const valueEnd = (source: string, at: number): number => {
  const quote = source[at]
  if (quote === '"' || quote === "'") {
    const close = source.indexOf(quote, at + 1)
    return close < 0 ? source.length : close + 1
  }
  let end = at
  while (end < source.length && !/[\s>]/.test(source[end] ?? '')) end++
  return end
}

/**
 * The page's source without `on…` attributes, and how many there were. A browser complains of each one it merely parses under a policy
 * without inline scripts, so they go before parsing. One pass, whatever the source is made of.
 */
export const withoutHandlers = (source: string): { readonly source: string; readonly handlers: number } => {
  let out = ''
  let kept = 0
  let handlers = 0
  for (let tag = source.indexOf('<'); tag >= 0; tag = source.indexOf('<', tag)) {
    let at = tag + 1
    if (!isLetter(source[at])) {
      tag = at
      continue
    }
    while (at < source.length && !isSpace(source[at]) && source[at] !== '>') at++
    while (at < source.length && source[at] !== '>') {
      const before = at
      while (isSpace(source[at])) at++
      const name = at
      while (at < source.length && !/[\s/>=]/.test(source[at] ?? '')) at++
      const isHandler = /^on[a-z]/i.test(source.slice(name, Math.min(at, name + 8)))
      let next = at
      while (/\s/.test(source[next] ?? '')) next++
      if (source[next] === '=') {
        next++
        while (/\s/.test(source[next] ?? '')) next++
        at = valueEnd(source, next)
      }
      if (isHandler) {
        out += source.slice(kept, before)
        kept = at
        handlers++
      }
      if (at === before) at++
    }
    tag = at
  }
  return { source: out + source.slice(kept), handlers }
}

import { CurlError } from './error.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '0': '\0',
}

/**
 * Splits a command as a POSIX shell does: single and double quotes, `$'…'`, backslashes, and line ends after a backslash. Nothing is
 * expanded. Throws a CurlError for a quote that does not end.
 */
export function splitWords(command: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let at = 0
  const add = (text: string) => {
    word = (word ?? '') + text
  }
  while (at < command.length) {
    const char = command[at] ?? ''
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
      at += 1
    } else if (char === '\\') {
      const escaped = /^\\(\r?\n|[\s\S])/.exec(command.slice(at, at + 3))
      if (escaped && !/\n$/.test(escaped[1] ?? '')) add(escaped[1] ?? '')
      at += escaped?.[0].length ?? 1
    } else if (char === "'") {
      const end = closing(command, at + 1, "'")
      add(command.slice(at + 1, end))
      at = end + 1
    } else if (char === '"' || command.startsWith("$'", at)) {
      const ansi = char === '$'
      const { text, end } = quoted(command, at + (ansi ? 2 : 1), ansi)
      add(text)
      at = end
    } else {
      add(char)
      at += 1
    }
  }
  return word === undefined ? words : [...words, word]
}

function closing(command: string, from: number, quote: string): number {
  const end = command.indexOf(quote, from)
  if (end < 0) throw new CurlError(`A ${quote} has no end`)
  return end
}

/** Text up to the closing quote with its escapes undone: those of `$'…'`, or the few of `"…"`. */
function quoted(command: string, from: number, ansi: boolean): { text: string; end: number } {
  const quote = ansi ? "'" : '"'
  let text = ''
  for (let at = from; at < command.length; at++) {
    const char = command[at] ?? ''
    if (char === quote) return { text, end: at + 1 }
    if (char !== '\\') {
      text += char
      continue
    }
    const rest = command.slice(at + 1)
    const code = ansi ? /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4}))/.exec(rest) : null
    const next = rest[0] ?? ''
    if (code) text += String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '', 16))
    else if (ansi) text += ESCAPES[next] ?? `\\${next}`
    else if (next !== '\n') text += '"\\$`'.includes(next) ? next : `\\${next}`
    at += code ? code[0].length : 1
  }
  throw new CurlError(`A ${quote} has no end`)
}

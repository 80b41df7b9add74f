/** The languages an editor or a view of this app colours. */
export type CodeLanguage = 'json' | 'javascript' | 'xml' | 'html' | 'yaml' | 'plaintext'

/** Pixels of one line of code and above the first one: the same in the plain text and in Monaco, so nothing jumps. */
export const LINE_HEIGHT = 19
export const PADDING = 6

/** Beyond this many characters nothing is coloured and no language service reads along. */
export const PLAIN_BEYOND = 2_000_000

/** How many lines a text has: one more than its line ends (LF, CRLF or CR, as Monaco counts). */
export const countLines = (text: string): number => {
  let lines = 1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) lines++
  }
  return lines
}

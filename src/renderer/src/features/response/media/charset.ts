/** Encodings a person can choose when the declared one is wrong (WHATWG Encoding labels). */
export const CHARSETS = [
  'utf-8',
  'iso-8859-1',
  'windows-1252',
  'iso-8859-15',
  'utf-16le',
  'utf-16be',
  'shift_jis',
  'gbk',
  'euc-kr',
  'koi8-r',
  'windows-1251',
] as const

const markOf = (head: Uint8Array): string | undefined => {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
}

const isKnown = (label: string): boolean => {
  try {
    new TextDecoder(label)
    return true
  } catch {
    return false
  }
}

/** The encoding a text is read in: its byte order mark, else the declared one if it exists, else UTF-8 (WHATWG Encoding §6). */
export const charsetOf = (head: Uint8Array, declared: string | undefined): string => {
  const mark = markOf(head)
  if (mark) return mark
  const label = declared?.toLowerCase()
  return label !== undefined && isKnown(label) ? label : 'utf-8'
}

/** Text from bytes; what does not belong to the encoding becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array, charset: string): string =>
  new TextDecoder(isKnown(charset) ? charset : 'utf-8').decode(bytes)

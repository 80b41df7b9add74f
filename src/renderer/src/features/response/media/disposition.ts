/** What a Content-Disposition says: `inline` or `attachment`, and the file name, `extended` when it came by RFC 8187 (`filename*`). */
export type Disposition = {
  readonly kind: string
  readonly fileName: string | undefined
  readonly extended: boolean
}

const extendedName = (value: string): string | undefined => {
  const match = /filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(value)
  const [, charset, encoded] = match ?? []
  if (charset === undefined || encoded === undefined) return undefined
  try {
    if (/^utf-8$/i.test(charset)) return decodeURIComponent(encoded)
    return encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  } catch {
    return undefined
  }
}

const plainName = (value: string): string | undefined => {
  const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(value)?.[1]
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1')
  return /filename\s*=\s*([^;\s"]+)/i.exec(value)?.[1]
}

/** Reads a Content-Disposition (RFC 6266); `filename*` wins over `filename`. Undefined when there is none. */
export const parseDisposition = (value: string | undefined): Disposition | undefined => {
  if (!value?.trim()) return undefined
  const extended = extendedName(value)
  return {
    kind: (value.split(';')[0] ?? '').trim().toLowerCase(),
    fileName: extended ?? plainName(value),
    extended: extended !== undefined,
  }
}

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** A name under which Windows, macOS and Linux can keep a file: no path, no forbidden or control characters, 200 characters at most. */
export const safeFileName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const cleaned = [...last]
    .map(char => ((char.codePointAt(0) ?? 0) < 32 || '<>:"|?*\x7f'.includes(char) ? '_' : char))
    .join('')
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
    .trim()
  const short = cleaned.length > 200 ? cleaned.slice(0, 120) + cleaned.slice(-80) : cleaned
  if (short === '') return 'response'
  return RESERVED.test(short) ? `_${short}` : short
}

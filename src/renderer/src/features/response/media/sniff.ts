type Signature = { readonly type: string; readonly at?: number; readonly bytes: string }

/** Magic bytes as latin-1 text, the more telling ones first (WHATWG MIME Sniffing §6, the formats' own specifications). */
const SIGNATURES: readonly Signature[] = [
  { type: 'image/png', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', bytes: '\xff\xd8\xff' },
  { type: 'image/gif', bytes: 'GIF87a' },
  { type: 'image/gif', bytes: 'GIF89a' },
  { type: 'application/pdf', bytes: '%PDF-' },
  { type: 'application/zip', bytes: 'PK\x03\x04' },
  { type: 'application/zip', bytes: 'PK\x05\x06' },
  { type: 'application/gzip', bytes: '\x1f\x8b\x08' },
  { type: 'application/x-7z-compressed', bytes: "7z\xbc\xaf'\x1c" },
  { type: 'application/x-tar', at: 257, bytes: 'ustar' },
  { type: 'application/x-cfb', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'application/x-sqlite3', bytes: 'SQLite format 3\0' },
  { type: 'application/wasm', bytes: '\0asm' },
  { type: 'image/bmp', bytes: 'BM' },
  { type: 'image/tiff', bytes: 'II*\0' },
  { type: 'image/tiff', bytes: 'MM\0*' },
  { type: 'image/x-icon', bytes: '\0\0\x01\0' },
  { type: 'audio/mpeg', bytes: 'ID3' },
  { type: 'audio/flac', bytes: 'fLaC' },
  { type: 'audio/ogg', bytes: 'OggS' },
  { type: 'video/webm', bytes: '\x1a\x45\xdf\xa3' },
  { type: 'font/woff2', bytes: 'wOF2' },
  { type: 'font/woff', bytes: 'wOFF' },
  { type: 'font/otf', bytes: 'OTTO' },
  { type: 'font/ttf', bytes: '\0\x01\0\0\0' },
]

const BRANDS: Readonly<Record<string, string>> = { avif: 'image/avif', heic: 'image/heic', 'M4A ': 'audio/mp4' }
const RIFF: Readonly<Record<string, string>> = { WEBP: 'image/webp', WAVE: 'audio/wav', 'AVI ': 'video/x-msvideo' }

const latin1 = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

const bySignature = (head: string): string | undefined => {
  const brand = head.slice(4, 8) === 'ftyp' ? (BRANDS[head.slice(8, 12)] ?? 'video/mp4') : undefined
  const riff = head.startsWith('RIFF') ? RIFF[head.slice(8, 12)] : undefined
  return brand ?? riff ?? SIGNATURES.find(({ at = 0, bytes }) => head.slice(at, at + bytes.length) === bytes)?.type
}

/** WHATWG MIME Sniffing §3, "binary data byte". */
const isBinaryByte = (byte: number): boolean =>
  byte <= 0x08 || byte === 0x0b || (byte >= 0x0e && byte <= 0x1a) || (byte >= 0x1c && byte <= 0x1f)

const byText = (text: string): string => {
  const start = text.replace(/^\uFEFF/, '').trimStart()
  if (/^(<!doctype html|<html[\s>])/i.test(start)) return 'text/html'
  if (/^(<\?xml[^>]*\?>\s*)?(<!--[\s\S]*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg[\s>]/i.test(start))
    return 'image/svg+xml'
  if (/^<\?xml\s/i.test(start)) return 'application/xml'
  if (/^\{\s*(\}|"(?:[^"\\]|\\.)*"\s*:)/.test(start)) return 'application/json'
  if (/^\[\s*(\]\s*$|[[{"tfn\d-])/.test(start) && !/^\[[\w .-]+\]\s*\n/.test(start)) return 'application/json'
  return 'text/plain'
}

/**
 * The type that the first bytes of a body tell: a known binary format, `text/html`, `application/xml`, `image/svg+xml`,
 * `application/json` or `text/plain` for characters, `application/octet-stream` for bytes that are none of these; undefined when empty.
 * Give it 4 KiB or so.
 */
export const sniffType = (head: Uint8Array): string | undefined => {
  if (head.length === 0) return undefined
  const signature = bySignature(latin1(head.subarray(0, 512)))
  if (signature) return signature
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (utf16) return 'text/plain'
  if (head.some(isBinaryByte)) return 'application/octet-stream'
  return byText(new TextDecoder().decode(head))
}

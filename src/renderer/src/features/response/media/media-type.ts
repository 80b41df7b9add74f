/** A Content-Type taken apart: `essence` in lower case without parameters, `charset` as written (RFC 9110 §8.3). */
export type MediaType = { readonly essence: string; readonly charset: string | undefined }

const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/x-ms-bmp': 'image/bmp',
  'image/vnd.microsoft.icon': 'image/x-icon',
  'application/x-pdf': 'application/pdf',
  'text/xml': 'application/xml',
  'text/json': 'application/json',
  'application/javascript': 'text/javascript',
  'application/x-javascript': 'text/javascript',
  'application/yaml': 'text/yaml',
  'application/x-yaml': 'text/yaml',
  'text/x-yaml': 'text/yaml',
  'application/csv': 'text/csv',
  'application/x-zip-compressed': 'application/zip',
  'application/x-gzip': 'application/gzip',
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/mp3': 'audio/mpeg',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-flac': 'audio/flac',
  'audio/x-aac': 'audio/aac',
  'video/x-m4v': 'video/mp4',
  'video/x-matroska': 'video/matroska',
  'image/apng': 'image/png',
  'text/rtf': 'application/rtf',
  'application/x-rar-compressed': 'application/vnd.rar',
  'application/font-woff': 'font/woff',
  'application/x-font-woff': 'font/woff',
  'application/x-font-ttf': 'font/ttf',
  'application/x-font-otf': 'font/otf',
}

/** Reads a Content-Type; undefined when there is none or it is not `type/subtype`. Known aliases become the registered name. */
export const parseMediaType = (value: string | null | undefined): MediaType | undefined => {
  const [first = '', ...parameters] = (value ?? '').split(';')
  const written = first.trim().toLowerCase()
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(written)) return undefined
  const charset = parameters
    .map(parameter => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(parameter)?.[1])
    .find(found => found !== undefined)
  return { essence: ALIASES[written] ?? written, charset }
}

/** Types that say only "some bytes". */
export const isGeneric = (essence: string): boolean =>
  essence === 'application/octet-stream' || essence === 'binary/octet-stream' || essence === 'application/unknown'

export const isJson = (essence: string): boolean =>
  essence === 'application/json' || essence.endsWith('+json') || essence === 'application/x-ndjson'

export const isXml = (essence: string): boolean => essence === 'application/xml' || essence.endsWith('+xml')

const TEXTUAL = new Set([
  'application/x-www-form-urlencoded',
  'application/graphql',
  'application/sql',
  'application/toml',
  'application/x-sh',
  'application/xml-dtd',
])

/** Types whose bytes are characters. */
export const isTextual = (essence: string): boolean =>
  essence.startsWith('text/') ||
  essence.startsWith('message/') ||
  essence.startsWith('multipart/') ||
  isJson(essence) ||
  isXml(essence) ||
  TEXTUAL.has(essence)

const NAMES: Readonly<Record<string, string>> = {
  'application/json': 'JSON',
  'application/pdf': 'PDF',
  'application/zip': 'ZIP',
  'application/gzip': 'gzip',
  'application/x-tar': 'tar',
  'application/xml': 'XML',
  'application/octet-stream': 'bytes',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'application/x-cfb': 'Office 97',
  'image/svg+xml': 'SVG',
  'image/x-icon': 'ICO',
  'text/plain': 'text',
  'text/html': 'HTML',
  'text/csv': 'CSV',
  'text/markdown': 'Markdown',
  'text/javascript': 'JavaScript',
  'text/yaml': 'YAML',
  'audio/mpeg': 'MP3',
}

/** The short name people use for a type: `PNG`, `JPEG`, `text`; the type itself where there is none. */
export const nameOfType = (essence: string): string => {
  const known = NAMES[essence]
  if (known) return known
  const [family, subtype = ''] = essence.split('/')
  if (family === 'image' || family === 'audio' || family === 'video' || family === 'font')
    return subtype.replace(/^x-/, '').toUpperCase()
  return essence
}

const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'application/json': ['json', 'har', 'map', 'geojson', 'webmanifest'],
  'application/pdf': ['pdf'],
  'application/zip': ['zip'],
  'application/gzip': ['gz', 'tgz'],
  'application/x-tar': ['tar'],
  'application/xml': ['xml', 'xsd', 'xsl', 'xslt', 'rss', 'atom', 'kml', 'gpx'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/bmp': ['bmp', 'dib'],
  'image/tiff': ['tif', 'tiff'],
  'image/x-icon': ['ico'],
  'image/svg+xml': ['svg'],
  'text/plain': ['txt', 'log', 'text', 'ini', 'conf', 'env'],
  'text/html': ['html', 'htm', 'xhtml'],
  'text/csv': ['csv'],
  'text/tab-separated-values': ['tsv'],
  'text/markdown': ['md', 'markdown'],
  'text/javascript': ['js', 'mjs', 'cjs'],
  'text/css': ['css'],
  'text/yaml': ['yaml', 'yml'],
  'audio/mpeg': ['mp3'],
  'audio/wav': ['wav'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
  'message/rfc822': ['eml'],
  'font/woff': ['woff'],
  'font/woff2': ['woff2'],
  'font/ttf': ['ttf'],
  'font/otf': ['otf'],
}

/** The usual file name extension of a type, without the dot; undefined when there is no usual one. */
export const extensionOfType = (essence: string): string | undefined => EXTENSIONS[essence]?.[0]

/** The type a file name speaks for; undefined without an extension that is known here. */
export const typeOfName = (name: string | undefined): string | undefined => {
  const extension = /\.([a-z0-9]{1,12})$/i.exec(name ?? '')?.[1]?.toLowerCase()
  if (extension === undefined) return undefined
  return Object.entries(EXTENSIONS).find(([, extensions]) => extensions.includes(extension))?.[0]
}

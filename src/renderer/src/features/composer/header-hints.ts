/** Names a person often sets by hand; any other name may be typed. */
export const HEADER_NAMES: readonly string[] = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Authorization',
  'Cache-Control',
  'Content-Encoding',
  'Content-Length',
  'Content-Type',
  'Cookie',
  'Expect',
  'Host',
  'If-Match',
  'If-None-Match',
  'Origin',
  'Referer',
  'Transfer-Encoding',
  'User-Agent',
  'X-Forwarded-For',
  'X-Request-Id',
]

const VALUES: Readonly<Record<string, readonly string[]>> = {
  accept: ['*/*', 'application/json', 'text/html'],
  'accept-encoding': ['identity', 'gzip, deflate, br'],
  'cache-control': ['no-cache', 'no-store'],
  'content-encoding': ['gzip', 'br', 'deflate'],
  'content-type': [
    'application/json',
    'application/octet-stream',
    'application/pdf',
    'application/x-www-form-urlencoded',
    'application/xml',
    'image/jpeg',
    'image/png',
    'multipart/form-data',
    'text/csv',
    'text/plain; charset=utf-8',
  ],
  expect: ['100-continue'],
}

/** Values often given to a header, by its name in lower case. */
export const headerValues = (name: string): readonly string[] => VALUES[name] ?? []

/** Types often given to a part or a body. */
export const CONTENT_TYPES: readonly string[] = VALUES['content-type'] ?? []

/** What a cURL option means for a request (curl's manual). */
export type CurlOption =
  | { readonly takes: 'value'; readonly means: ValueMeaning }
  | { readonly takes: 'nothing'; readonly means: 'get' | 'head' | 'ignored' }

export type ValueMeaning =
  | 'method'
  | 'header'
  | 'data'
  | 'dataRaw'
  | 'dataBinary'
  | 'dataUrlencode'
  | 'json'
  | 'form'
  | 'formString'
  | 'user'
  | 'userAgent'
  | 'cookie'
  | 'referer'
  | 'url'
  | 'ignored'

const value = (means: ValueMeaning): CurlOption => ({ takes: 'value', means })
const flag = (means: 'get' | 'head' | 'ignored'): CurlOption => ({ takes: 'nothing', means })

/** Long options by name. Those about the connection are accepted and mean nothing here. */
const LONG: Readonly<Record<string, CurlOption>> = {
  request: value('method'),
  header: value('header'),
  data: value('data'),
  'data-ascii': value('data'),
  'data-raw': value('dataRaw'),
  'data-binary': value('dataBinary'),
  'data-urlencode': value('dataUrlencode'),
  json: value('json'),
  form: value('form'),
  'form-string': value('formString'),
  user: value('user'),
  'user-agent': value('userAgent'),
  cookie: value('cookie'),
  referer: value('referer'),
  url: value('url'),
  output: value('ignored'),
  'max-time': value('ignored'),
  'connect-timeout': value('ignored'),
  retry: value('ignored'),
  'write-out': value('ignored'),
  proxy: value('ignored'),
  cacert: value('ignored'),
  'cookie-jar': value('ignored'),
  get: flag('get'),
  head: flag('head'),
  include: flag('ignored'),
  silent: flag('ignored'),
  'show-error': flag('ignored'),
  verbose: flag('ignored'),
  location: flag('ignored'),
  compressed: flag('ignored'),
  insecure: flag('ignored'),
  fail: flag('ignored'),
  'fail-with-body': flag('ignored'),
  globoff: flag('ignored'),
  'http1.1': flag('ignored'),
  http2: flag('ignored'),
}

const SHORT: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  F: 'form',
  u: 'user',
  A: 'user-agent',
  b: 'cookie',
  e: 'referer',
  o: 'output',
  m: 'max-time',
  w: 'write-out',
  x: 'proxy',
  c: 'cookie-jar',
  G: 'get',
  I: 'head',
  i: 'include',
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  L: 'location',
  k: 'insecure',
  f: 'fail',
  g: 'globoff',
}

/** The option of a long name, without its dashes; undefined when it is not known. */
export function longOption(name: string): CurlOption | undefined {
  return Object.hasOwn(LONG, name) ? LONG[name] : undefined
}

/** The option of a letter; undefined when it is not known. */
export function shortOption(letter: string): CurlOption | undefined {
  return Object.hasOwn(SHORT, letter) ? longOption(SHORT[letter] ?? '') : undefined
}

import type { NamedValue, Part, RequestBody, TestRequest } from '../request.ts'
import { testRequestSchema } from '../request.ts'
import { CurlError } from './error.ts'
import { longOption, shortOption, type ValueMeaning } from './options.ts'
import { splitWords } from './words.ts'

interface Parsed {
  url: string | undefined
  method: string | undefined
  headers: NamedValue[]
  /** Pieces of the body as cURL joins them, with `&`. */
  data: string[]
  file: string | undefined
  parts: Part[]
  json: boolean
  get: boolean
  head: boolean
  user: string | undefined
}

/**
 * Reads a cURL command as a test request: its method, headers, query and body. The host and path of its URL are not kept, for a test request
 * goes to its workflow. Files (`-d @a.json`, `-F a=@b.pdf`) are paths in the workspace. Throws a CurlError that names what it cannot read.
 */
export function parseCurl(command: string): { request: TestRequest; url: string | undefined } {
  const words = splitWords(command.trim())
  if (words[0] !== 'curl') throw new CurlError('A cURL command begins with the word curl')
  const parsed: Parsed = {
    url: undefined,
    method: undefined,
    headers: [],
    data: [],
    file: undefined,
    parts: [],
    json: false,
    get: false,
    head: false,
    user: undefined,
  }
  for (let at = 1; at < words.length; ) at = readWord(words, at, parsed)
  return { request: requestOf(parsed), url: parsed.url }
}

/** Reads an option with its value, or the URL. Gives where the next one begins. */
function readWord(words: readonly string[], at: number, parsed: Parsed): number {
  const word = words[at] ?? ''
  if (!word.startsWith('-') || word === '-') {
    parsed.url = word
    return at + 1
  }
  if (word.startsWith('--')) {
    const option = longOption(word.slice(2))
    if (!option) throw new CurlError(`The option ${word} is not known here`)
    if (option.takes === 'nothing') return setFlag(option.means, parsed, at + 1)
    takeValue(option.means, valueAt(words, at + 1, word), parsed)
    return at + 2
  }
  for (let index = 1; index < word.length; index++) {
    const letter = word[index] ?? ''
    const option = shortOption(letter)
    if (!option) throw new CurlError(`The option -${letter} is not known here`)
    if (option.takes === 'nothing') {
      setFlag(option.means, parsed, at)
      continue
    }
    const attached = word.slice(index + 1)
    takeValue(option.means, attached === '' ? valueAt(words, at + 1, `-${letter}`) : attached, parsed)
    return attached === '' ? at + 2 : at + 1
  }
  return at + 1
}

function valueAt(words: readonly string[], at: number, option: string): string {
  const value = words[at]
  if (value === undefined) throw new CurlError(`The option ${option} has no value`)
  return value
}

function setFlag(means: 'get' | 'head' | 'ignored', parsed: Parsed, next: number): number {
  if (means === 'get') parsed.get = true
  if (means === 'head') parsed.head = true
  return next
}

const header = (name: string, value: string): NamedValue => ({ name, value, enabled: true })

const takers: Readonly<Record<ValueMeaning, (value: string, parsed: Parsed) => void>> = {
  method: (value, parsed) => {
    parsed.method = value
  },
  header: (value, parsed) => {
    const colon = value.indexOf(':')
    if (colon > 0) parsed.headers.push(header(value.slice(0, colon), value.slice(colon + 1).trim()))
    else if (value.endsWith(';')) parsed.headers.push(header(value.slice(0, -1), ''))
    else throw new CurlError(`The header ${JSON.stringify(value)} has no colon`)
  },
  // `--data @file` drops line ends of the file, and `--data-binary` does not; here a file always goes out as it is.
  data: takeData,
  dataBinary: takeData,
  dataRaw: (value, parsed) => void parsed.data.push(value),
  dataUrlencode: (value, parsed) => {
    const equals = value.indexOf('=')
    const [name, text] =
      equals > 0 ? [value.slice(0, equals + 1), value.slice(equals + 1)] : ['', value.replace(/^=/, '')]
    parsed.data.push(name + encodeURIComponent(text))
  },
  json: (value, parsed) => {
    parsed.json = true
    takeData(value, parsed)
  },
  form: (value, parsed) => void parsed.parts.push(formPart(value)),
  formString: (value, parsed) => {
    const [name, text] = nameAndValue(value)
    parsed.parts.push({ name, value: text, enabled: true, headers: [] })
  },
  user: (value, parsed) => {
    parsed.user = value
  },
  userAgent: (value, parsed) => void parsed.headers.push(header('User-Agent', value)),
  cookie: (value, parsed) => void parsed.headers.push(header('Cookie', value)),
  referer: (value, parsed) => void parsed.headers.push(header('Referer', value)),
  url: (value, parsed) => {
    parsed.url = value
  },
  ignored: () => {},
}

function takeValue(means: ValueMeaning, value: string, parsed: Parsed): void {
  takers[means](value, parsed)
}

function takeData(value: string, parsed: Parsed): void {
  if (value.startsWith('@')) parsed.file = value.slice(1)
  else parsed.data.push(value)
}

function nameAndValue(text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new CurlError(`The form field ${JSON.stringify(text)} has no =`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}

/** `name=text`, `name=@file` (as a file) or `name=<file` (as text is not kept apart), with `;type=` and `;filename=`. */
function formPart(text: string): Part {
  const [name, rest] = nameAndValue(text)
  const [content = '', ...settings] = rest.split(/;(?=\s*(?:type|filename)=)/)
  const shape: Pick<Part, 'name' | 'enabled' | 'headers' | 'contentType' | 'fileName'> = {
    name,
    enabled: true,
    headers: [],
  }
  for (const setting of settings) {
    const [key, value] = nameAndValue(setting.trim())
    if (key === 'type') shape.contentType = value
    else shape.fileName = value.replace(/^"|"$/g, '')
  }
  return /^[@<]/.test(content) ? { ...shape, file: content.slice(1) } : { ...shape, value: content }
}

function requestOf(parsed: Parsed): TestRequest {
  const inUrl = parsed.get ? parsed.data.join('&') : ''
  const query = [queryOf(parsed.url), inUrl].filter(Boolean).join('&')
  const body: RequestBody = parsed.get ? { type: 'none' } : bodyOf(parsed)
  const hasBody = body.type !== 'none'
  const method = parsed.method ?? (parsed.head ? 'HEAD' : parsed.get || !hasBody ? 'GET' : 'POST')
  const [username = '', ...password] = parsed.user?.split(':') ?? []
  return testRequestSchema.parse({
    name: 'From cURL',
    method,
    headers: parsed.headers,
    ...(query === '' ? {} : { rawQuery: query }),
    ...(parsed.user === undefined ? {} : { auth: { type: 'basic', username, password: password.join(':') } }),
    body,
  })
}

function queryOf(url: string | undefined): string {
  return /\?([^#]*)/.exec(url ?? '')?.[1] ?? ''
}

/** The body with the type cURL gives it; a Content-Type set by hand stays among the headers and wins. */
function bodyOf(parsed: Parsed): RequestBody {
  if (parsed.parts.length > 0) return { type: 'multipart', parts: parsed.parts }
  const hand = parsed.headers.findLast(({ name }) => name.toLowerCase() === 'content-type')?.value
  const contentType = hand ?? (parsed.json ? 'application/json' : 'application/x-www-form-urlencoded')
  if (parsed.file !== undefined) return { type: 'file', file: parsed.file, contentType }
  if (parsed.data.length === 0) return { type: 'none' }
  const text = parsed.data.join(parsed.json ? '' : '&')
  return /^application\/json\b/i.test(contentType) ? { type: 'json', text } : { type: 'text', text, contentType }
}

import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { parse as parseDisposition } from 'content-disposition'
import iconv from 'iconv-lite'
import { UserError } from '../../shared/errors.ts'
import type { FileSource } from '../../shared/file-value.ts'
import { FileRef } from '../../shared/file-value.ts'
import { formatSize } from '../../shared/units.ts'
import type { FileStore } from '../files.ts'
import { cleanName } from '../integrations/file-names.ts'
import { undoEncoding } from './content-encoding.ts'
import type { SendContext } from './types.ts'

export type ResponseHeaders = Record<string, string | string[]>

/** What a body that becomes a value may hold when nobody says, in bytes: the contract's `limits.stepOutput`. */
const MAX_TEXT = 50 * 2 ** 20
/** The most a file from outside may hold, in bytes. */
const MAX_FILE = 2 * 2 ** 30

const TEXTS: ReadonlySet<string> = new Set(
  ['xml', 'javascript', 'x-www-form-urlencoded', 'graphql', 'yaml', 'x-yaml', 'x-ndjson', 'ndjson', 'jsonl'].map(
    name => `application/${name}`,
  ),
)

/** A response's body as data: parsed JSON, text in its charset, else a file; null when there is none (contract §1, `request`). */
export async function readBody(
  body: Readable,
  headers: ResponseHeaders,
  url: URL,
  { files, largestBody = MAX_TEXT }: Pick<SendContext, 'files' | 'largestBody'>,
): Promise<unknown> {
  const decoded = undoEncoding(body, text(headers['content-encoding']))
  const contentType = text(headers['content-type'])
  const essence = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (isText(essence)) {
    const bytes = await collect(decoded, url, largestBody)
    const read = decode(bytes, contentType)
    return isJson(essence) ? parseJson(read) : bytes.length === 0 ? null : read
  }
  const source = await store(decoded, files, url)
  if (source.size === 0 && essence === '') return null
  if (essence === '' && source.size <= largestBody) {
    const bytes = Buffer.from(source.bytes())
    if (isUtf8(bytes)) return bytes.toString('utf8')
  }
  return new FileRef(source, nameOf(headers, url), essence || undefined)
}

function isJson(essence: string): boolean {
  return essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json')
}

function isText(essence: string): boolean {
  return isJson(essence) || /^(?:text|message)\//.test(essence) || /\+(?:xml|yaml)$/.test(essence) || TEXTS.has(essence)
}

/** JSON that does not parse stays text: a step can still look at it. */
function parseJson(source: string): unknown {
  if (source.trim() === '') return null
  try {
    return JSON.parse(source)
  } catch {
    return source
  }
}

function decode(bytes: Buffer, contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  return iconv.decode(bytes, iconv.encodingExists(charset) ? charset : 'utf-8')
}

async function collect(body: AsyncIterable<Uint8Array>, url: URL, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limit) throw tooLarge(url, limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function store(body: AsyncIterable<Uint8Array>, files: FileStore, url: URL): Promise<FileSource> {
  const sink = files.sink()
  try {
    for await (const chunk of body) {
      await sink.write(chunk)
      if (sink.size > MAX_FILE) throw tooLarge(url, MAX_FILE)
    }
    return await sink.finish()
  } catch (error) {
    sink.abort()
    throw error
  }
}

function tooLarge(url: URL, limit: number): UserError {
  const message = `The answer of ${url.host} is larger than ${formatSize(limit)}; ask for a smaller one`
  return new UserError('STEP_OUTPUT_TOO_LARGE', message)
}

function nameOf(headers: ResponseHeaders, url: URL): string | undefined {
  const disposition = text(headers['content-disposition'])
  const named = disposition === '' ? undefined : fileNameIn(disposition)
  const last = url.pathname.split('/').at(-1) ?? ''
  const name = named ?? decodePath(last)
  return name === '' ? undefined : cleanName(name)
}

function fileNameIn(disposition: string): string | undefined {
  try {
    return parseDisposition(disposition).parameters.filename
  } catch {
    return undefined
  }
}

function decodePath(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function text(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '')
}

import { PassThrough, Readable } from 'node:stream'
import FormData from 'form-data'
import { UserError } from '../../shared/errors.ts'
import { FileRef, isFileObject, stringifyWire } from '../../shared/file-value.ts'
import { isRecord } from '../../shared/json.ts'
import { asText } from '../../shared/template.ts'
import type { FileStore } from '../files.ts'
import { bytesOfText } from './paragon-encoding.ts'
import type { OutgoingRequest } from './types.ts'

type BodyType = NonNullable<OutgoingRequest['bodyType']>

/** A body that can be sent again where a redirect asks for it. */
export interface OutgoingBody {
  /** The Content-Type it goes with; `forced` when a header of the document must not stand in its place. */
  readonly contentType: string
  readonly forced?: boolean
  /** Bytes. */
  readonly length: number
  open(): Buffer | Readable
}

interface Making {
  readonly files: FileStore
  /** A header of the request by its lower-case name. */
  header(name: string): string | undefined
}

/**
 * The body of a request; undefined without one. A file with `X-Paragon-Encoding` leaves as its bytes, whatever the type (Paragon §3,
 * sending a file). Throws a UserError (STEP_FAILED) that names what the type does not take.
 */
export async function bodyOf({ body, bodyType }: OutgoingRequest, making: Making): Promise<OutgoingBody | undefined> {
  if (body === undefined || body === null || (body === '' && bodyType !== 'json')) return undefined
  const isFile = body instanceof FileRef || isFileObject(body)
  const asBytes = isFile && making.header('x-paragon-encoding') !== undefined
  return BODIES[asBytes ? 'raw' : (bodyType ?? (isFile || typeof body === 'string' ? 'raw' : 'json'))](body, making)
}

const BODIES: Record<BodyType, (body: unknown, making: Making) => OutgoingBody | Promise<OutgoingBody>> = {
  json: body => bytes(isJsonText(body) ? body : stringifyWire(body), 'application/json'),
  'x-www-form-urlencoded': body =>
    bytes(
      typeof body === 'string'
        ? body
        : new URLSearchParams(fields(body).map(([name, value]) => [name, asText(value)])).toString(),
      'application/x-www-form-urlencoded',
    ),
  'form-data': multipart,
  xml: (body, making) => (body instanceof FileRef ? file(body, making) : bytes(textOf(body, 'xml'), 'application/xml')),
  async raw(body, making) {
    const encoding = making.header('x-paragon-encoding')
    if (body instanceof FileRef) return file(body, making)
    if (isFileObject(body)) return file(await fileOf(body, making.files, encoding), making)
    const text = typeof body === 'object' ? stringifyWire(body) : asText(body)
    if (encoding === undefined) return bytes(text, 'text/plain; charset=utf-8')
    return bytes(bytesOfText(text, encoding), 'application/octet-stream')
  },
  graphql(body) {
    const query =
      typeof body === 'string' && !isJsonText(body) ? { query: body } : isJsonText(body) ? JSON.parse(body) : body
    if (!isRecord(query) || typeof query.query !== 'string') {
      throw wrong('graphql takes the query as text, or a map with query and variables')
    }
    const variables =
      typeof query.variables === 'string' && isJsonText(query.variables) ? JSON.parse(query.variables) : query.variables
    return bytes(stringifyWire({ ...query, ...(variables === undefined ? {} : { variables }) }), 'application/json')
  },
}

function bytes(content: string | Buffer, contentType: string): OutgoingBody {
  const buffer = typeof content === 'string' ? Buffer.from(content) : content
  return { contentType, length: buffer.length, open: () => buffer }
}

function file({ source, mimeType }: FileRef, { files }: Making): OutgoingBody {
  return {
    contentType: mimeType || 'application/octet-stream',
    length: source.size,
    open: () => Readable.from(files.stream(source)),
  }
}

/** multipart/form-data (RFC 7578): files as file parts, everything else as text, a list repeats its name. */
async function multipart(body: unknown, making: Making): Promise<OutgoingBody> {
  const parts = await Promise.all(
    fields(body).map(
      async ([name, value]) => [name, isFileObject(value) ? await fileOf(value, making.files) : value] as const,
    ),
  )
  const boundary = /^multipart\/form-data\s*;.*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(
    making.header('content-type') ?? '',
  )
  const build = (own: string): FormData => {
    const form = new FormData()
    form.setBoundary(own)
    for (const [name, value] of parts) {
      if (value instanceof FileRef) {
        form.append(name, Readable.from(making.files.stream(value.source)), {
          filename: value.name || 'file',
          contentType: value.mimeType || 'application/octet-stream',
          knownLength: value.source.size,
        })
      } else form.append(name, asText(value))
    }
    return form
  }
  const own = boundary?.[1] ?? boundary?.[2] ?? new FormData().getBoundary()
  return {
    contentType: `multipart/form-data; boundary=${own}`,
    forced: true,
    length: build(own).getLengthSync(),
    open() {
      const form = build(own)
      const stream = new PassThrough()
      form.on('error', error => stream.destroy(error))
      return form.pipe(stream)
    },
  }
}

/** Names and values of a form: a map (a list value repeats its name) or a list of names and values; nulls send nothing. */
function fields(body: unknown): [string, unknown][] {
  if (body instanceof FileRef || (!isRecord(body) && !Array.isArray(body))) {
    throw wrong('a form takes a map of names to values, or a list of names and values')
  }
  const rows: [string, unknown][] = Array.isArray(body)
    ? body.map(row => {
        if (isRecord(row) && typeof row.name === 'string') return [row.name, row.value]
        throw wrong('a form given as a list takes { name, value } for each field')
      })
    : Object.entries(body)
  return rows
    .flatMap(([name, value]): [string, unknown][] =>
      Array.isArray(value) ? value.map(item => [name, item]) : [[name, value]],
    )
    .filter(([name, value]) => name !== '' && value !== null && value !== undefined)
}

/** An object or array written as JSON text is sent as it is written; Paragon compiles literals to such text (§8.3). */
function isJsonText(body: unknown): body is string {
  if (typeof body !== 'string' || !/^\s*[[{]/.test(body)) return false
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}

function textOf(body: unknown, type: string): string {
  if (typeof body === 'string') return body
  throw wrong(`${type} takes text`)
}

async function fileOf(
  value: { data: unknown; name?: unknown; mimeType?: unknown },
  files: FileStore,
  encoding = 'hex',
): Promise<FileRef> {
  if (typeof value.data !== 'string') throw wrong('a file object in it has data that is no text')
  const text = (part: unknown) => (typeof part === 'string' ? part : undefined)
  return new FileRef(await files.put(bytesOfText(value.data, encoding)), text(value.name), text(value.mimeType))
}

function wrong(what: string): UserError {
  return new UserError('STEP_FAILED', `body: ${what}`)
}

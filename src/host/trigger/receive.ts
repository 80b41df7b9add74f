import type { IncomingMessage } from 'node:http'
import { parse } from 'content-disposition'
import { FileRef, type FileSource } from '../../shared/file-value.ts'
import type { Limits } from '../../shared/settings.ts'
import { setOwn } from '../../shared/template.ts'
import { encodingOf } from '../content-encoding.ts'
import type { FileStore, MaskFor } from '../files.ts'
import { type BodyKind, bodyKind } from './content-type.ts'
import { mayHoldFiles, takeFiles } from './file-objects.ts'
import { parseForm } from './form.ts'
import { parseJson } from './json.ts'
import { keeperFor } from './kept-body.ts'
import { largeBody } from './large-body.ts'
import { readMultipart } from './multipart.ts'
import { readBody, readSmallBody } from './read-body.ts'
import { decodeText } from './text.ts'

/** A request as a workflow sees it (Paragon §2, "Trigger output shape"). */
export interface TriggerRequest {
  params: Record<string, unknown>
  /** Names lower-case. */
  headers: Record<string, unknown>
  body: unknown
  file?: FileRef
}

export interface Received {
  request: TriggerRequest
  /** The bytes as they came; texts above 64 KiB and encoded ones are masked. */
  raw: Uint8Array | FileSource | null
  /** `raw` gives `request.body` again: as JSON (1) or as UTF-8 text (2). */
  again?: 1 | 2
  fromForm: boolean
}

/** What the reader of a body is handed: limits, the payload store, and where the first bytes go for a refusal's record. */
export interface ReceiveOptions {
  limits: Limits
  files: FileStore
  head: (chunk: Uint8Array) => void
  mask: MaskFor
}

/**
 * Turns a request into what the workflow sees, by its Content-Type (contract §1, Bodies). `done` is called once, within the
 * same turn for a small plain body. Errors are UserErrors with the contract's codes.
 */
export function receive(
  message: IncomingMessage,
  options: ReceiveOptions,
  done: (error: unknown, received?: Received) => void,
): void {
  const kind = bodyKind(message.headers['content-type'])
  const taken =
    kind.kind !== 'multipart' &&
    readSmallBody(message, options.limits, (bytes, error) => {
      if (bytes) options.head(bytes)
      if (error) done(error)
      else small(message, kind, bytes, options, done)
    })
  if (!taken) stream(message, kind, options).then(result => done(undefined, result), done)
}

function small(
  message: IncomingMessage,
  kind: BodyKind,
  bytes: Buffer | null,
  options: ReceiveOptions,
  done: (error: unknown, received?: Received) => void,
): void {
  let content: Content | Promise<Content>
  try {
    content = read(message, kind, bytes ?? new Uint8Array(0), options)
  } catch (error) {
    done(error)
    return
  }
  const finish = (value: Content) => done(undefined, received(message, kind, value, bytes))
  if (content instanceof Promise) content.then(finish, done)
  else finish(content)
}

interface Content {
  body: unknown
  file?: FileRef
}

async function stream(message: IncomingMessage, kind: BodyKind, options: ReceiveOptions): Promise<Received> {
  if (kind.kind === 'multipart') return streamMultipart(message, kind, options)
  if (kind.kind === 'file') return streamFile(message, kind, options)
  const { files, limits, head, mask } = options
  const encoding = message.headers['content-encoding']
  const keeper = keeperFor(encoding, files, () => mask(message.rawHeaders))
  const reader = largeBody(kind, limits.jsonDepth, files)
  const raw = await readBody(message, { write: chunk => reader.write(chunk), abort: () => {} }, keeper, limits, head)
  const { again, ...content } = await reader.end()
  const whole = received(message, kind, content, raw)
  return again && raw && !(raw instanceof Uint8Array) && encodingOf(encoding) === undefined
    ? { ...whole, again }
    : whole
}

async function streamMultipart(
  message: IncomingMessage,
  kind: BodyKind,
  { files, limits, head, mask }: ReceiveOptions,
): Promise<Received> {
  const { boundary } = kind
  const reader = readMultipart(message.headers['content-type'] ?? '', files, limits)
  const keeper = keeperFor(message.headers['content-encoding'], files, () =>
    mask(message.rawHeaders, undefined, boundary),
  )
  let any = false
  const consumer = {
    write(chunk: Uint8Array) {
      any = true
      return reader.write(chunk)
    },
    abort: () => reader.abort(),
  }
  const raw = await readBody(message, consumer, keeper, limits, head)
  return received(message, kind, { body: any ? await reader.end() : {} }, raw)
}

async function streamFile(
  message: IncomingMessage,
  kind: BodyKind,
  { files, limits, head }: ReceiveOptions,
): Promise<Received> {
  const encoding = message.headers['content-encoding']
  const sink = encodingOf(encoding) === undefined ? undefined : files.sink()
  const raw = await readBody(
    message,
    { write: chunk => sink?.write(chunk), abort: () => sink?.abort() },
    keeperFor(encoding, files, () => undefined),
    limits,
    head,
  )
  const source = sink ? await sink.finish() : raw instanceof Uint8Array ? await files.put(raw) : raw
  return received(
    message,
    kind,
    source && source.size > 0 ? { body: null, file: fileOf(message, kind, source) } : { body: null },
    raw,
  )
}

function read(
  message: IncomingMessage,
  kind: BodyKind,
  bytes: Uint8Array,
  { limits, files }: ReceiveOptions,
): Content | Promise<Content> {
  switch (kind.kind) {
    case 'json': {
      if (bytes.length === 0) return { body: {} }
      const body = parseJson(bytes, limits.jsonDepth)
      return mayHoldFiles(bytes) ? takeFiles(body, files).then(value => ({ body: value })) : { body }
    }
    case 'urlencoded':
      return { body: parseForm(decodeText(bytes, kind.charset)) }
    case 'text':
      return { body: decodeText(bytes, kind.charset) }
    case 'file': {
      if (bytes.length === 0) return { body: null }
      const source = files.put(bytes)
      const finish = (kept: FileSource): Content => ({ body: null, file: fileOf(message, kind, kept) })
      return source instanceof Promise ? source.then(finish) : finish(source)
    }
    case 'multipart':
      return { body: {} }
  }
}

function received(
  message: IncomingMessage,
  kind: BodyKind,
  content: Content,
  raw: Uint8Array | FileSource | null,
): Received {
  const request: TriggerRequest = {
    params: queryOf(message.url ?? ''),
    headers: headersOf(message),
    body: content.body,
  }
  if (content.file) request.file = content.file
  return { request, raw, fromForm: kind.kind === 'urlencoded' || kind.kind === 'multipart' }
}

function queryOf(target: string): Record<string, unknown> {
  const mark = target.indexOf('?')
  return mark < 0 ? {} : parseForm(target.slice(mark + 1))
}

function headersOf(message: IncomingMessage): Record<string, unknown> {
  const headers: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(message.headers)) setOwn(headers, name, value)
  return headers
}

function fileOf(message: IncomingMessage, kind: BodyKind, source: FileSource): FileRef {
  return new FileRef(source, dispositionName(message.headers['content-disposition']), kind.declared)
}

function dispositionName(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  try {
    return parse(header).parameters.filename
  } catch {
    return undefined
  }
}

import { isUtf8 } from 'node:buffer'
import type { HeaderList } from '../../shared/execution.ts'
import { stringifyRecord } from '../../shared/file-value.ts'
import { isRecord } from '../../shared/json.ts'
import type { BodyMask } from '../files.ts'
import { boundaryOf } from '../multipart-boundary.ts'
import { MASK, SHORTEST_SECRET } from './mask.ts'
import { MaskStream } from './mask-stream.ts'
import { credentialsIn, isSensitiveHeader, maskHeadersIn } from './masked-headers.ts'
import { MultipartMask } from './masked-multipart.ts'

const NOTHING: readonly string[] = []
const TEXTUAL = /^[ \t]*(?:text|message|multipart)\/|[/+](?:json|xml|javascript|x-www-form-urlencoded|graphql|yaml)\b/i
const REMEMBERED = 256
/** The place of an entry's details in the column `record` (record-codec.ts). */
const DETAILS = 9
const SENSITIVE = /authorization|cookie/i

/**
 * Takes out of records what must not be kept (contract §4): the values of secrets, and those of Authorization,
 * Proxy-Authorization, Cookie and Set-Cookie wherever they are repeated. `found` are such header values of one run.
 */
export class Masking {
  readonly keepAuthorization: boolean
  readonly #secrets: () => readonly string[]
  #seen: readonly string[] = []
  #needles: readonly string[] = []
  /** Spellings of header values seen lately: one caller sends the same cookie again and again. */
  #recent = new Map<string, readonly string[]>()

  constructor(secrets: () => readonly string[], keepAuthorization: boolean) {
    this.#secrets = secrets
    this.keepAuthorization = keepAuthorization
  }

  /** Takes the secrets as they are now; called once a flush. */
  refresh(): void {
    const secrets = this.#secrets()
    if (secrets.length === this.#seen.length && secrets.every((secret, index) => secret === this.#seen[index])) return
    this.#seen = [...secrets]
    this.#needles = needlesFor(secrets)
  }

  /** Whether there is anything to look for in a run whose masked headers are `found`. */
  masksAnything(found: readonly string[]): boolean {
    return this.#needles.length > 0 || found.length > 0
  }

  /** A text without the values of secrets. */
  text(text: string): string {
    return this.#needles.length === 0 ? text : replaceIn(text, this.#needles)
  }

  /** A header list with the values of sensitive headers masked, which are added to `found`. */
  headers(rawHeaders: readonly string[], found: string[]): HeaderList {
    const list: HeaderList = []
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? ''
      const value = rawHeaders[index + 1] ?? ''
      const masked = !this.keepAuthorization && isSensitiveHeader(name)
      if (masked) found.push(value)
      list.push([name, masked ? MASK : value])
    }
    return list
  }

  /** Path and query without secrets and without what `found` holds, however they are percent-encoded. */
  target(target: string, found: readonly string[]): string {
    const needles = this.#all(found)
    if (needles.length === 0) return target
    const masked = replaceIn(target, needles)
    return masked.includes('%')
      ? masked
          .split(/([?&=/])/)
          .map(piece => maskEncoded(piece, needles))
          .join('')
      : masked
  }

  /** A text without secrets and without what `found` holds. */
  message(text: string, found: readonly string[]): string {
    return replaceIn(text, this.#all(found))
  }

  /**
   * The column `record`, masked; values of sensitive headers in it are added to `found`. What stands in the column's own
   * syntax (names of members, codes, times) is left alone, so that it is still a column.
   */
  record(json: string, found: string[]): string {
    const sensitive = !this.keepAuthorization && SENSITIVE.test(json)
    if (!sensitive && !holds(json, this.#all(found))) return json
    const entries = JSON.parse(json) as unknown[][]
    if (sensitive) maskHeadersIn(entries, found)
    const needles = this.#all(found)
    return JSON.stringify(entries.map(entry => entry.map((part, place) => maskPart(part, place, needles))))
  }

  /** A body: texts, JSON and the text parts of a multipart body are masked, binary ones are kept to the byte. */
  body(bytes: Uint8Array, contentType: string | undefined, found: readonly string[]): Uint8Array {
    const needles = this.#all(found)
    if (needles.length === 0) return bytes
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (!needles.some(needle => buffer.includes(needle))) return bytes
    const boundary = boundaryOf(contentType)
    if (boundary !== undefined) {
      const mask = maskOf(needles, boundary)
      return Buffer.concat([mask.write(buffer), mask.end()])
    }
    const text = contentType === undefined ? isUtf8(buffer) && !buffer.includes(0) : isTextual(contentType)
    return text ? maskBytes(buffer, needles) : bytes
  }

  /** A MaskFor: for bodies too large to be masked as a whole, with the secrets as they are now. */
  stream(rawHeaders: readonly string[], records?: unknown, boundary?: string): BodyMask | undefined {
    this.refresh()
    const needles = this.#all(this.keepAuthorization ? NOTHING : sensitiveIn(rawHeaders, records))
    return needles.length === 0 ? undefined : maskOf(needles, boundary)
  }

  #all(found: readonly string[]): readonly string[] {
    return found.length === 0 ? this.#needles : [...found.flatMap(value => this.#spellings(value)), ...this.#needles]
  }

  #spellings(value: string): readonly string[] {
    const known = this.#recent.get(value)
    if (known) return known
    if (this.#recent.size >= REMEMBERED) this.#recent.clear()
    const needles = needlesFor(credentialsIn(value))
    this.#recent.set(value, needles)
    return needles
  }
}

/** Whether a body of this Content-Type is a text, or multipart, which is one where it names no boundary. */
export function isTextual(contentType: string): boolean {
  return TEXTUAL.test(contentType)
}

function maskOf(needles: readonly string[], boundary: string | undefined): BodyMask {
  const bytes = needles.map(needle => Buffer.from(needle))
  return boundary === undefined ? new MaskStream(bytes) : new MultipartMask(boundary, () => new MaskStream(bytes))
}

function sensitiveIn(rawHeaders: readonly string[], records: unknown): string[] {
  const found = rawHeaders.filter((_, index) => index % 2 === 1 && isSensitiveHeader(rawHeaders[index - 1] ?? ''))
  const json = records === undefined ? '' : stringifyRecord(records)
  if (SENSITIVE.test(json)) maskHeadersIn(JSON.parse(json), found)
  return found
}

/** Every spelling in which a value may stand in a text, JSON, a form or XML; longest first, so that one inside another is met later. */
function needlesFor(values: readonly string[]): readonly string[] {
  const long = values.filter(value => value.length >= SHORTEST_SECRET)
  if (long.length === 0) return NOTHING
  const spellings = new Set<string>()
  for (const value of long) {
    const escaped = JSON.stringify(value).slice(1, -1)
    const encoded = value.isWellFormed() ? encodeURIComponent(value) : value
    const lower = encoded.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())
    spellings.add(value)
    spellings.add(escaped)
    spellings.add(escaped.replaceAll('/', '\\/'))
    spellings.add(escaped.replace(/[^ -~]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`))
    for (const form of [encoded, lower]) spellings.add(form).add(form.replaceAll('%20', '+'))
    spellings.add(value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
  }
  return [...spellings].sort((a, b) => b.length - a.length)
}

function holds(text: string, needles: readonly string[]): boolean {
  for (const needle of needles) if (text.includes(needle)) return true
  return false
}

function maskPart(part: unknown, place: number, needles: readonly string[]): unknown {
  if (typeof part === 'number') return part
  if (place < DETAILS || !isRecord(part)) return maskIn(part, needles)
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, maskIn(value, needles)]))
}

function maskIn(value: unknown, needles: readonly string[]): unknown {
  if (typeof value === 'string') return replaceIn(value, needles)
  if (typeof value === 'number') return holds(String(value), needles) ? MASK : value
  if (Array.isArray(value)) return value.map(item => maskIn(item, needles))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [replaceIn(key, needles), maskIn(member, needles)]),
  )
}

function replaceIn(text: string, needles: readonly string[]): string {
  let masked = text
  for (const needle of needles) if (masked.includes(needle)) masked = masked.replaceAll(needle, MASK)
  return masked
}

function maskEncoded(piece: string, needles: readonly string[]): string {
  try {
    const decoded = decodeURIComponent(piece.replaceAll('+', ' '))
    return needles.some(needle => decoded.includes(needle)) ? MASK : piece
  } catch {
    return piece
  }
}

/** Latin-1 carries every byte as one character, so all that is not masked stays to the byte, whatever its charset. */
function maskBytes(bytes: Buffer, needles: readonly string[]): Buffer {
  let text = bytes.toString('latin1')
  const mask = Buffer.from(MASK).toString('latin1')
  for (const needle of needles) text = text.replaceAll(Buffer.from(needle).toString('latin1'), mask)
  return Buffer.from(text, 'latin1')
}

import { createHash } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import FormData from 'form-data'
import { lookup } from 'mime-types'
import type { Part, RequestBody } from '../../../shared/request.ts'
import { type Bytes, bytesOf, type LazyBytes, readBytes } from '../bytes.ts'
import { encodeText } from '../charset.ts'
import { disagreement } from '../detect.ts'
import { ComposeError } from '../errors.ts'
import { decodeHex } from '../hex.ts'
import { fieldValue, isToken } from '../syntax.ts'
import type { BodyComposer, BodyTools } from './types.ts'

const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/
const HAND_BOUNDARY = /^multipart\/[^;]*;(?:.*;)?\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i

interface ComposedPart {
  readonly header: string
  readonly bytes: Bytes
}

/**
 * Parts in order, duplicates kept (RFC 7578). The boundary is the one given, else the one of a Content-Type set by hand,
 * else one made from the document, so that what is shown is what is sent.
 */
export const composeMultipart: BodyComposer<'multipart'> = async (body, tools) => {
  const boundary = boundaryOf(body, tools)
  const parts: ComposedPart[] = []
  for (const [index, part] of body.parts.entries()) {
    if (part.enabled) parts.push(await composePart(part, `body.parts[${index}]`, boundary, tools))
  }
  if (parts.length === 0) tools.note('The form has no parts: only its closing boundary is sent.')
  const contentType = `multipart/form-data; boundary=${/[^0-9A-Za-z'+_\-.]/.test(boundary) ? `"${boundary}"` : boundary}`
  return { bytes: bytesOf(formBytes(boundary, parts)), contentType }
}

function boundaryOf(body: Extract<RequestBody, { type: 'multipart' }>, tools: BodyTools): string {
  const hand = HAND_BOUNDARY.exec(tools.handType ?? '')
  const fromHand = hand?.[1] ?? hand?.[2]
  if (body.boundary === undefined && fromHand !== undefined) return fromHand
  const boundary =
    body.boundary === undefined
      ? `----triggerbench${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 24)}`
      : tools.text(body.boundary, 'body.boundary')
  if (!BOUNDARY.test(boundary)) {
    throw new ComposeError(
      'REQUEST_INVALID',
      'body.boundary',
      "body.boundary: a boundary is 1 to 70 letters, digits or '()+_,-./:=? and does not end with a space (RFC 2046 §5.1.1).",
    )
  }
  if (tools.handType !== undefined && fromHand !== boundary) {
    tools.note(
      fromHand === undefined
        ? 'The Content-Type set by hand names no boundary: the receiver cannot find the parts.'
        : `The Content-Type set by hand says boundary ${fromHand}, but the parts are separated by ${boundary}.`,
    )
  }
  return boundary
}

async function composePart(part: Part, field: string, boundary: string, tools: BodyTools): Promise<ComposedPart> {
  const { bytes, ownName } = await partBytes(part, field, tools)
  const fileName = part.fileName === undefined ? ownName : tools.text(part.fileName, `${field}.fileName`)
  const given = part.contentType === undefined ? undefined : tools.text(part.contentType, `${field}.contentType`)
  const contentType = given ?? ('value' in part ? undefined : lookup(fileName ?? '') || 'application/octet-stream')
  const name = tools.text(part.name, `${field}.name`)
  const own = part.headers.filter(header => header.enabled)
  const has = (wanted: string) => own.some(header => header.name.toLowerCase() === wanted)

  const lines: string[] = []
  if (!has('content-disposition')) {
    const file = fileName === undefined ? '' : `; filename="${escapeParameter(fileName)}"`
    const normalised = name.replace(/\r\n|\r|\n/g, '\r\n')
    lines.push(`Content-Disposition: form-data; name="${escapeParameter(normalised)}"${file}`)
  }
  if (contentType !== undefined && !has('content-type'))
    lines.push(`Content-Type: ${fieldValue(contentType, `${field}.contentType`)}`)
  for (const [index, header] of own.entries()) {
    const where = `${field}.headers[${index}]`
    const headerName = tools.text(header.name, `${where}.name`)
    if (!isToken(headerName)) {
      throw new ComposeError('HEADER_INVALID', where, `${where}: ${JSON.stringify(headerName)} is no header name.`)
    }
    lines.push(`${headerName}: ${fieldValue(tools.text(header.value, `${where}.value`), where)}`)
  }
  if (!('value' in part)) {
    const note = await disagreement(bytes, contentType, `Part ${name}`)
    if (note) tools.note(note)
  }
  return { header: `--${boundary}\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`, bytes }
}

async function partBytes(part: Part, field: string, tools: BodyTools): Promise<{ bytes: Bytes; ownName?: string }> {
  if ('value' in part) {
    const text = tools.text(part.value, `${field}.value`)
    return { bytes: bytesOf(encodeText(text, part.contentType, `${field}.value`, tools.notes)) }
  }
  if ('hex' in part) return { bytes: bytesOf(decodeHex(tools.text(part.hex, `${field}.hex`), `${field}.hex`)) }
  const { bytes, name } = await tools.file(tools.text(part.file, `${field}.file`), `${field}.file`)
  return { bytes, ownName: name }
}

/** Names and file names stay UTF-8; only what would end the parameter is escaped (RFC 7578 §4.2, HTML "multipart/form-data encoding algorithm"). */
function escapeParameter(text: string): string {
  return text.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22')
}

/** The form as bytes that are made anew at each reading, file parts streamed. */
function formBytes(boundary: string, parts: readonly ComposedPart[]): LazyBytes | Uint8Array {
  if (parts.length === 0) return Buffer.from(`--${boundary}--\r\n`, 'latin1')
  return {
    size: createForm(boundary, parts).getLengthSync(),
    async *read(start, end) {
      let offset = 0
      for await (const chunk of streamForm(boundary, parts)) {
        const from = Math.max(start - offset, 0)
        const to = Math.min(end - offset, chunk.byteLength)
        offset += chunk.byteLength
        if (from < to) yield chunk.subarray(from, to)
        if (offset >= end) return
      }
    },
  }
}

function createForm(boundary: string, parts: readonly ComposedPart[]): FormData {
  const form = new FormData({ maxDataSize: Number.POSITIVE_INFINITY })
  form.setBoundary(boundary)
  for (const { header, bytes } of parts) {
    // A function is asked for its stream when its turn comes, so a thousand file parts do not open a thousand files.
    const value = (next: (stream: Readable) => void) => next(Readable.from(readBytes(bytes), { objectMode: false }))
    form.append('', bytes.size === 0 ? Buffer.alloc(0) : value, { header, knownLength: bytes.size })
  }
  return form
}

function streamForm(boundary: string, parts: readonly ComposedPart[]): PassThrough {
  const form = createForm(boundary, parts)
  const stream = new PassThrough()
  form.on('error', (error: Error) => stream.destroy(error))
  form.pipe(stream)
  return stream
}

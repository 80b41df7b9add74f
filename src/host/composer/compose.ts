import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { HeaderList } from '../../shared/execution.ts'
import type { TestRequest } from '../../shared/request.ts'
import type { TokenIssuer } from '../tokens/issue.ts'
import { authorizationOf } from './auth.ts'
import { composeBody } from './bodies/index.ts'
import type { WorkspaceBytes } from './bodies/types.ts'
import { type Bytes, bytesOf, concatBytes, fileBytes, type Segment } from './bytes.ts'
import { ComposeError } from './errors.ts'
import { allHeaders, contradictions, findHeader, handHeaders, isChunked } from './headers.ts'
import { isToken } from './syntax.ts'
import { targetOf } from './target.ts'
import { createTextResolver, type TemplateValues } from './templates.ts'

/** What a test request is composed against. */
export interface ComposeContext extends TemplateValues {
  /** Where the workflow answers, e.g. `http://127.0.0.1:4750/projects/local/sdk/triggers/<id>`. */
  readonly url: string
  /** Triggerbench's version, for User-Agent. */
  readonly version: string
  /** The real path of a workspace path; throws when it leads out of the workspace. */
  resolve(path: string): string
  /** Signs test tokens. */
  readonly tokens: TokenIssuer
}

/** The exact bytes of a request, head and framed body apart. */
export interface Composed {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  /** Headers added without being asked for, lower-case. */
  readonly automatic: readonly string[]
  /** Request line, headers and the empty line. */
  readonly head: Bytes
  /** The body in its transfer framing. */
  readonly framedBody: Bytes
  /** Bytes of the body before framing. */
  readonly bodySize: number
  readonly notes: readonly string[]
}

/** Composes a saved test request into the bytes that will be on the wire (contract §1). Throws a ComposeError that names the field. */
export async function compose(request: TestRequest, context: ComposeContext): Promise<Composed> {
  const notes: string[] = []
  const note = (sentence: string) => void notes.push(sentence)
  const text = createTextResolver(context, notes)
  const base = new URL(context.url)
  if (!isToken(request.method)) {
    throw new ComposeError(
      'REQUEST_INVALID',
      'method',
      `method: ${JSON.stringify(request.method)} is no HTTP method; write one such as POST.`,
    )
  }
  const target = targetOf(request, base.pathname, text, note)
  const hand = handHeaders(request, text)
  const body = await composeBody(request.body, {
    text,
    file: (path, field) => openFile(context, path, field),
    note,
    notes,
    handType: findHeader(hand, 'content-type'),
  })
  const authorization = await authorizationOf(request.auth, text, context.tokens)
  const facts = { host: base.host, version: context.version, authorization, body, method: request.method }
  const { headers, automatic } = allHeaders(hand, request.omitHeaders, facts)
  notes.push(...contradictions(request, headers, facts))
  return {
    method: request.method,
    url: `${base.origin}${target}`,
    headers,
    automatic,
    head: bytesOf(headBytes(request.method, target, headers, note)),
    framedBody: isChunked(headers) ? chunked(body.bytes) : body.bytes,
    bodySize: body.bytes.size,
    notes,
  }
}

async function openFile(context: ComposeContext, path: string, field: string): Promise<WorkspaceBytes> {
  let real: string
  try {
    real = context.resolve(path)
  } catch (error) {
    throw new ComposeError(
      'FILE_FORBIDDEN',
      field,
      `${field}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  const found = await stat(real).catch(() => undefined)
  if (!found?.isFile()) {
    throw new ComposeError('FILE_NOT_FOUND', field, `${field}: there is no file ${path} in the workspace.`)
  }
  return { bytes: bytesOf(fileBytes(real, found.size)), name: basename(path) }
}

function headBytes(method: string, target: string, headers: HeaderList, note: (text: string) => void): Uint8Array {
  const lines = headers.map(([name, value]) => {
    if (!isLatin1(value)) note(`${name} has characters beyond Latin-1: they go out as UTF-8.`)
    return Buffer.concat([Buffer.from(`${name}: `, 'latin1'), textBytes(value), CRLF])
  })
  return Buffer.concat([textBytes(`${method} ${target} HTTP/1.1`), CRLF, ...lines, CRLF])
}

const CRLF = Buffer.from('\r\n', 'latin1')

// Header text is Latin-1 on the wire (RFC 9110 §5.5); what does not fit there can only be sent as UTF-8.
const textBytes = (text: string): Uint8Array => Buffer.from(text, isLatin1(text) ? 'latin1' : 'utf8')

function isLatin1(text: string): boolean {
  return Buffer.from(text, 'latin1').toString('latin1') === text
}

/** The body as chunks, one a segment, with the closing one (RFC 9112 §7.1). */
function chunked(body: Bytes): Bytes {
  const frame = (segment: Segment): Bytes => {
    const inner = bytesOf(segment)
    return concatBytes(bytesOf(Buffer.from(`${inner.size.toString(16)}\r\n`, 'latin1')), inner, bytesOf(CRLF))
  }
  return concatBytes(...body.segments.map(frame), bytesOf(Buffer.from('0\r\n\r\n', 'latin1')))
}

import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { UserError } from '../../shared/errors.ts'
import type { ReceivedRequest } from '../engine/run.ts'
import { LINGER, MAX_REFUSED_BODY } from './limits.ts'
import type { TriggerOptions } from './options.ts'
import { interrupted } from './read-body.ts'
import { recordOf } from './record.ts'
import { completeHeaders, errorAnswer } from './respond.ts'

type ClientError = Error & { code?: string; rawPacket?: Buffer }

/** Connections that were answered and are about to close: what still comes on them is read and thrown away. */
export const closing = new WeakSet<Duplex>()

/** The last request of a connection that could be read, or begun to be. */
export interface RequestUnderWay {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Its body cannot be read on. */
  break(error: UserError): void
}

/**
 * Answers bytes that are no HTTP request node:http can hand over, and keeps what came as a refused request. `before` is
 * what came on the same connection: bytes amid its body are its own fault, and the answers to later ones keep the order
 * of requests (RFC 9112 §9.3.2).
 */
export function answerClientError(
  error: ClientError,
  socket: Duplex,
  before: RequestUnderWay | undefined,
  options: TriggerOptions,
): void {
  if (closing.has(socket)) {
    if (error.code === 'HPE_INVALID_EOF_STATE' || error.code === 'ECONNRESET') socket.destroy()
    return
  }
  closing.add(socket)
  // A connection that nothing was ever sent on asks for no answer: browsers open some ahead.
  const silent = 'bytesRead' in socket && socket.bytesRead === 0
  if (error.code === 'ECONNRESET' || silent) {
    socket.destroy()
    return
  }
  if (before && !before.request.complete) return before.break(explainBody(error))
  const answer = () =>
    refuseOn(socket, explain(error), recordOfPacket(error.rawPacket ?? Buffer.alloc(0), options), options)
  if (before) whenAnswered(before.response, answer)
  else answer()
}

/** Calls back once an answer is sent, or its client is gone. */
function whenAnswered(response: ServerResponse, callback: () => void): void {
  if (response.writableFinished || response.destroyed) return callback()
  const once = () => {
    response.off('finish', once).off('close', once)
    callback()
  }
  response.once('finish', once).once('close', once)
}

/** Ends a connection on which no further request can be read, once the one that was answered is sent. */
export function endAfter(response: ServerResponse, socket: Duplex): void {
  closing.add(socket)
  whenAnswered(response, () => endSoftly(socket))
}

/** Refuses a CONNECT, which asks for a tunnel (RFC 9110 §9.3.6); node:http gives its bare socket. */
export function answerConnect(request: IncomingMessage, socket: Duplex, options: TriggerOptions): void {
  const allow = 'GET, POST, PUT, PATCH, DELETE'
  const error = new UserError(
    'METHOD_NOT_ALLOWED',
    `CONNECT asks for a proxy, and this is none. Send ${allow} to the address of a workflow`,
    { allow },
  )
  closing.add(socket)
  socket.on('error', () => undefined)
  refuseOn(socket, error, recordOf(request), options, ['Allow', allow])
}

function refuseOn(
  socket: Duplex,
  known: UserError,
  request: ReceivedRequest,
  options: TriggerOptions,
  headers: readonly string[] = [],
): void {
  const answer = completeHeaders(errorAnswer(known, headers), [], options.date(), false)
  const text = Buffer.from(answer.body as Uint8Array).toString('utf8')
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`]
  for (let index = 0; index < answer.rawHeaders.length; index += 2)
    lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`)
  if (socket.writable) endSoftly(socket, `${lines.join('\r\n')}\r\n\r\n${text}`)
  else socket.destroy()
  const at = options.clock.now()
  options.writer.refuse({
    at,
    request,
    workflowId: null,
    code: known.code,
    message: known.message,
    response: { status: answer.status, rawHeaders: answer.rawHeaders, text },
  })
  options.refused(at)
}

/**
 * Ends a connection, after `text`. Closing while the peer still sends would reset it, and the answer could be lost on it
 * (RFC 9112 §9.6).
 */
function endSoftly(socket: Duplex, text = ''): void {
  socket.end(text)
  socket.removeAllListeners('data')
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), LINGER)
  timer.unref()
  socket.once('end', () => socket.destroy())
  socket.once('close', () => clearTimeout(timer))
}

/** What can be told of bytes that are no request; credentials in them are masked as in any other (contract §4). */
function recordOfPacket(packet: Buffer, options: TriggerOptions): ReceivedRequest {
  const text = packet.subarray(0, MAX_REFUSED_BODY).toString('latin1')
  const [first = '', ...lines] = (text.split(/\r?\n\r?\n/, 1)[0] ?? '').split(/\r?\n/)
  const [method = '', target = '', version = ''] = first.split(' ')
  const rawHeaders = headersIn(lines)
  const mask = options.mask(rawHeaders)
  const bytes = packet.subarray(0, MAX_REFUSED_BODY)
  return {
    method: method.slice(0, 32),
    target,
    httpVersion: version.replace('HTTP/', '').slice(0, 8),
    rawHeaders,
    remote: '',
    body: mask ? Buffer.concat([mask.write(bytes), mask.end()]) : bytes,
  }
}

/** Lines that look like headers; one that goes on in the next (obs-fold) gives each of its lines as a value. */
function headersIn(lines: readonly string[]): string[] {
  const headers: string[] = []
  let name = ''
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (/^[ \t]/.test(line) && name) headers.push(name, line.trim())
    else if (colon > 0) {
      name = line.slice(0, colon).trim()
      headers.push(name, line.slice(colon + 1).trim())
    }
  }
  return headers
}

/** As explain, for bytes amid a body. */
function explainBody(error: ClientError): UserError {
  return error.code === 'HPE_INVALID_EOF_STATE' ? interrupted(error) : explain(error)
}

function explain(error: ClientError): UserError {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new UserError(
        'HEADERS_TOO_LARGE',
        'The request line and headers are larger than limits.headers. Send less, or raise it in triggerbench.yaml',
      )
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new UserError(
        'REQUEST_TOO_SLOW',
        'The headers did not come within limits.headersTimeout. Send them faster, or raise the limit in triggerbench.yaml',
      )
    default:
      return new UserError(
        'REQUEST_MALFORMED',
        `These bytes are no HTTP request: ${error.message}. Check the request line, the headers and Content-Length`,
      )
  }
}

import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { UserError } from '../../shared/errors.ts'
import { MAX_REFUSED_BODY } from './limits.ts'
import type { TriggerOptions } from './options.ts'
import { completeHeaders, errorAnswer } from './respond.ts'

/** Answers bytes that are no HTTP request node:http can hand over, and keeps what came as a refused request. */
export function answerClientError(
  error: Error & { code?: string; rawPacket?: Buffer },
  socket: Duplex,
  options: TriggerOptions,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const known = explain(error)
  const answer = completeHeaders(errorAnswer(known), [], options.date(), false)
  const text = Buffer.from(answer.body as Uint8Array).toString('utf8')
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`]
  for (let index = 0; index < answer.rawHeaders.length; index += 2)
    lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`)
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`)
  const packet = error.rawPacket ?? Buffer.alloc(0)
  const [method = '', target = '', version = ''] =
    packet.subarray(0, 4_096).toString('latin1').split('\r\n', 1)[0]?.split(' ') ?? []
  const at = options.clock.now()
  options.writer.refuse({
    at,
    request: {
      method,
      target,
      httpVersion: version.replace('HTTP/', ''),
      rawHeaders: [],
      remote: '',
      body: packet.subarray(0, MAX_REFUSED_BODY),
    },
    workflowId: null,
    code: known.code,
    message: known.message,
    response: { status: answer.status, rawHeaders: answer.rawHeaders, text },
  })
  options.refused(at)
}

function explain(error: Error & { code?: string }): UserError {
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

import type { RecordedRequest } from '../../../../../shared/execution.ts'
import { type BodySource, concatSources, sourceOfBytes, sourceOfRef } from './source.ts'

/** Header bytes are recorded one character each (RFC 9110 §5.5, obs-text); only a masked value holds other characters. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => {
  const codes = Uint16Array.from(text, char => char.charCodeAt(0))
  return codes.some(code => code > 0xff) ? new TextEncoder().encode(text) : Uint8Array.from(codes)
}

/**
 * A recorded request as one message (RFC 9112 §2.1): request line, headers in the order they came in, then what was kept of its body.
 * `id` tells it apart from other messages.
 */
export const sourceOfRequest = (id: string, request: RecordedRequest): BodySource => {
  const lines = [
    `${request.method} ${request.target} HTTP/${request.httpVersion}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    '',
  ]
  const head = lines.map((line, index) => sourceOfBytes(`line ${index} of request ${id}`, bytesOf(`${line}\r\n`)))
  return concatSources(`request ${id}`, request.body ? [...head, sourceOfRef(request.body)] : head)
}

import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { ReceivedRequest } from '../engine/run.ts'
import type { Received } from './receive.ts'

/** The request as the history keeps it. */
export function recordOf(request: IncomingMessage, received?: Received): ReceivedRequest {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    remote: remoteOf(request.socket),
    body: received?.raw ?? null,
    ...(received?.again ? { read: { value: received.request.body, as: received.again } } : {}),
  }
}

/** Address and port of a peer; empty once it is gone: node:http takes the socket from a destroyed request. */
function remoteOf(socket: Socket | null): string {
  return socket?.remoteAddress === undefined ? '' : `${socket.remoteAddress}:${socket.remotePort}`
}

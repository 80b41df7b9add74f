import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

/** What a socket test says back, and when: called with all bytes received so far each time some arrive. */
export type Script = (received: Buffer, socket: Socket) => void

/** A server that speaks no HTTP of its own: it records what arrives on its sockets and answers what the script writes. */
export interface RawServer {
  readonly url: string
  /** The bytes of each connection, in order. */
  readonly connections: { bytes: Buffer; readonly socket: Socket }[]
  /** Emits `connection` with each new one. */
  readonly opened: EventEmitter
  close(): Promise<void>
}

export async function startRawServer(script: Script): Promise<RawServer> {
  const connections: RawServer['connections'] = []
  const opened = new EventEmitter()
  const server = createServer(socket => {
    const connection = { bytes: Buffer.alloc(0), socket }
    connections.push(connection)
    opened.emit('connection', connection)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      connection.bytes = Buffer.concat([connection.bytes, chunk])
      script(connection.bytes, socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/projects/p/sdk/triggers/w`,
    connections,
    opened,
    async close() {
      for (const { socket } of connections) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers once `Content-Length` bytes of body have arrived. */
export const answerWhenWhole =
  (answer: string): Script =>
  (received, socket) => {
    const head = received.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/content-length: (\d+)/i.exec(received.subarray(0, head).toString('latin1'))?.[1] ?? 0)
    if (received.length >= head + 4 + length) socket.write(Buffer.from(answer, 'latin1'))
  }

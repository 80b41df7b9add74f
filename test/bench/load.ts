import { connect, type Socket } from 'node:net'
import { build, type Histogram } from 'hdr-histogram-js'

export interface LoadResult {
  /** Answers a second. */
  perSecond: number
  /** Microseconds. */
  p50: number
  p99: number
}

export interface LoadOptions {
  url: URL
  body: string
  connections: number
  /** Milliseconds that are measured, after a tenth of warm-up. */
  duration: number
}

/**
 * Sends the same POST over kept-alive connections, one at a time on each, and times every answer in microseconds. A plain socket
 * and a minimal reader, because a client library would take more of the two cores than the server it measures.
 */
export async function load({ url, body, connections, duration }: LoadOptions): Promise<LoadResult> {
  const request = Buffer.from(
    `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  })
  const begin = performance.now()
  const measureFrom = begin + duration * 0.1
  const end = measureFrom + duration
  await Promise.all(Array.from({ length: connections }, () => drive(url, request, histogram, measureFrom, end)))
  return {
    perSecond: (histogram.totalCount / duration) * 1_000,
    p50: histogram.getValueAtPercentile(50),
    p99: histogram.getValueAtPercentile(99),
  }
}

function drive(url: URL, request: Buffer, histogram: Histogram, measureFrom: number, end: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    let sentAt = 0
    let pending: Buffer = Buffer.alloc(0)
    const send = () => {
      sentAt = performance.now()
      socket.write(request)
    }
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      if (!complete(pending)) return
      if (pending.toString('latin1', 9, 12) !== '200') {
        reject(new Error(`Not answered with 200: ${pending.toString('latin1', 0, 400)}`))
        socket.destroy()
        return
      }
      pending = Buffer.alloc(0)
      const now = performance.now()
      if (now >= measureFrom) histogram.recordValue(Math.max(1, Math.round((now - sentAt) * 1_000)))
      if (now < end) send()
      else socket.end()
    })
  })
}

function complete(bytes: Buffer): boolean {
  const head = bytes.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1]
  return bytes.length >= head + 4 + Number(length ?? 0)
}

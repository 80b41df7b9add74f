import { createReadStream } from 'node:fs'
import { SendError } from './errors.ts'

/** Bytes that are read when they are needed, as often as they are needed. Offsets count from 0, `end` is exclusive. */
export interface LazyBytes {
  readonly size: number
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

export type Segment = Uint8Array | LazyBytes

/** A sequence of bytes, in memory and on disk, with a known size. */
export interface Bytes {
  readonly size: number
  readonly segments: readonly Segment[]
}

export const NO_BYTES: Bytes = { size: 0, segments: [] }

const sizeOf = (segment: Segment): number => (segment instanceof Uint8Array ? segment.byteLength : segment.size)

/** One sequence of all the segments, empty ones left out. */
export function bytesOf(...segments: readonly Segment[]): Bytes {
  const kept = segments.filter(segment => sizeOf(segment) > 0)
  return { size: kept.reduce((sum, segment) => sum + sizeOf(segment), 0), segments: kept }
}

/** One sequence of all of them, in order. */
export function concatBytes(...parts: readonly Bytes[]): Bytes {
  return bytesOf(...parts.flatMap(part => part.segments))
}

/** All of the bytes in chunks, or those from `start` to `end` (exclusive). */
export async function* readBytes(bytes: Bytes, start = 0, end = bytes.size): AsyncIterable<Uint8Array> {
  let offset = 0
  for (const segment of bytes.segments) {
    const size = sizeOf(segment)
    const from = Math.max(start - offset, 0)
    const to = Math.min(end - offset, size)
    offset += size
    if (from >= to) continue
    if (segment instanceof Uint8Array) yield segment.subarray(from, to)
    else yield* segment.read(from, to)
  }
}

/** A part of a sequence, without copying. */
export function sliceBytes(bytes: Bytes, start: number, end: number): Bytes {
  let offset = 0
  const segments: Segment[] = []
  for (const segment of bytes.segments) {
    const size = sizeOf(segment)
    const from = Math.max(start - offset, 0)
    const to = Math.min(end - offset, size)
    offset += size
    if (from >= to) continue
    if (segment instanceof Uint8Array) segments.push(segment.subarray(from, to))
    else segments.push({ size: to - from, read: (first, last) => segment.read(from + first, from + last) })
  }
  return bytesOf(...segments)
}

/** The first bytes, at most `limit`, in one piece. */
export async function firstBytes(bytes: Bytes, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readBytes(bytes, 0, Math.min(limit, bytes.size))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/**
 * A file's bytes, opened when they are read. `size` is what the file had when it was looked at; a file that has become
 * shorter ends in a SendError `FILE_CHANGED`.
 */
export function fileBytes(path: string, size: number): LazyBytes {
  return {
    size,
    async *read(start, end) {
      let left = end - start
      if (left <= 0) return
      for await (const chunk of createReadStream(path, { start, end: end - 1, highWaterMark: 256 * 1024 })) {
        left -= chunk.byteLength
        yield chunk
      }
      if (left > 0) throw new SendError('FILE_CHANGED', `${path} became shorter while it was read; send it again.`)
    },
  }
}

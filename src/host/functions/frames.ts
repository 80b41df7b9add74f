import { FRAME_HEADER, HOST_FRAME } from '../../shared/function-channel.ts'
import type { KnownFunction } from './known.ts'
import type { PendingCall } from './pending.ts'

const CALL_HEADER = FRAME_HEADER + 17

/** The frame that brings a function's source to a runner. */
export function defineFrame({ id, source, sourceName }: KnownFunction): Buffer {
  return frame(HOST_FRAME.define, id, [Buffer.from(JSON.stringify({ source, sourceName }))])
}

/** The frame of a call. `alone`: it has the runner to itself and is watched more closely. */
export function callFrame(pending: PendingCall, now: number, alone: boolean): Buffer {
  const { json, places } = pending.encoded
  const files = places.length === 0 ? '' : JSON.stringify(places)
  const filesLength = files === '' ? 0 : Buffer.byteLength(files)
  const bytes = Buffer.allocUnsafe(CALL_HEADER + filesLength + json.length)
  writeHeader(bytes, HOST_FRAME.call, pending.id)
  bytes.writeUInt32LE(pending.known.id, FRAME_HEADER)
  bytes.writeDoubleLE(now, FRAME_HEADER + 4)
  bytes[FRAME_HEADER + 12] = alone ? 1 : 0
  bytes.writeUInt32LE(filesLength, FRAME_HEADER + 13)
  if (filesLength > 0) bytes.write(files, CALL_HEADER)
  json.copy(bytes, CALL_HEADER + filesLength)
  return bytes
}

/** Any frame of a few parts. */
export function frame(kind: number, id: number, parts: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat([Buffer.allocUnsafe(FRAME_HEADER), ...parts])
  writeHeader(bytes, kind, id)
  return bytes
}

function writeHeader(bytes: Buffer, kind: number, id: number): void {
  bytes.writeUInt32LE(bytes.length - FRAME_HEADER, 0)
  bytes[4] = kind
  bytes.writeUInt32LE(id, 5)
}

/** A u32, little-endian. */
export function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32LE(value, 0)
  return bytes
}

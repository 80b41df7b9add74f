import { randomFillSync } from 'node:crypto'

const POOL = Buffer.allocUnsafe(8_192)
let used = POOL.length
let lastMs = 0
let sequence = 0

/**
 * A new UUIDv7 (RFC 9562 §5.7): 16 bytes that sort by time, and within a millisecond by a 12-bit counter.
 * Random bytes come from a pool, since a system call for each would cost more than the rest of the id.
 */
export function newId(now: number): Buffer {
  if (used + 8 > POOL.length) {
    randomFillSync(POOL)
    used = 0
  }
  const ms = Math.floor(now)
  if (ms > lastMs) {
    lastMs = ms
    sequence = POOL.readUInt16BE(used) & 0x3ff
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  const id = Buffer.allocUnsafe(16)
  id.writeUIntBE(lastMs, 0, 6)
  id.writeUInt16BE(0x7000 | sequence, 6)
  POOL.copy(id, 8, used, used + 8)
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8)
  used += 8
  return id
}

/** The text of a 16-byte id. */
export function idText(id: Buffer): string {
  const hex = id.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The 16 bytes of an id's text; undefined when it is none. */
export function idBytes(text: string): Buffer | undefined {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
    ? Buffer.from(text.replaceAll('-', ''), 'hex')
    : undefined
}

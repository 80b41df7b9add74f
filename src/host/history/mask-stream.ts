import type { BodyMask } from '../files.ts'
import { MASK } from './mask.ts'

const MASK_BYTES = Buffer.from(MASK)
const NOTHING = Buffer.alloc(0)

/**
 * Masks bytes as they stream (contract §4). As many bytes are held back as a needle may still reach across the border of
 * two chunks; needles that overlap become one mask. Chunks without a needle are given on as they are.
 */
export class MaskStream implements BodyMask {
  readonly #needles: readonly Buffer[]
  readonly #reach: number
  #tail: Buffer = NOTHING
  /** Bytes at the beginning of the tail that belong to a mask already given. */
  #covered = 0
  #changed = false

  /** `needles` are not empty, and none of them is. */
  constructor(needles: readonly Buffer[]) {
    this.#needles = needles
    this.#reach = Math.max(...needles.map(needle => needle.length)) - 1
  }

  get changed(): boolean {
    return this.#changed
  }

  write(chunk: Uint8Array): Uint8Array {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const whole = this.#tail.length === 0 ? bytes : Buffer.concat([this.#tail, bytes])
    return this.#take(whole, Math.max(0, whole.length - this.#reach))
  }

  end(): Uint8Array {
    return this.#take(this.#tail, this.#tail.length)
  }

  /** Gives `bytes` up to `end`, masked. A needle that begins before `end` stands in `bytes` to its last byte. */
  #take(bytes: Buffer, end: number): Uint8Array {
    const pieces: Buffer[] = []
    let from = this.#covered
    for (const [start, stop] of this.#matches(bytes, end)) {
      this.#changed = true
      if (start >= from) pieces.push(bytes.subarray(from, start), MASK_BYTES)
      from = Math.max(from, stop)
    }
    if (from < end) pieces.push(bytes.subarray(from, end))
    this.#covered = Math.max(0, from - end)
    this.#tail = bytes.subarray(end)
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  }

  /** Where needles stand that begin before `end`, in order. */
  #matches(bytes: Buffer, end: number): [start: number, stop: number][] {
    const found: [number, number][] = []
    for (const needle of this.#needles) {
      for (let at = bytes.indexOf(needle); at >= 0 && at < end; at = bytes.indexOf(needle, at + 1))
        found.push([at, at + needle.length])
    }
    return found.sort(([a], [b]) => a - b)
  }
}

import { createHash } from 'node:crypto'
import type { FileStore } from '../../src/host/files.ts'
import type { FileSource } from '../../src/shared/file-value.ts'

/** A payload store in memory, for tests of what fills one. */
export function createMemoryFiles(): FileStore {
  const put = (bytes: Uint8Array): FileSource => {
    const kept = Buffer.from(bytes)
    const sha256 = createHash('sha256').update(kept).digest('hex')
    return { sha256, size: kept.length, bytes: () => kept, hex: () => kept.toString('hex') }
  }
  return {
    put,
    sink() {
      const chunks: Buffer[] = []
      return {
        get size() {
          return chunks.reduce((sum, chunk) => sum + chunk.length, 0)
        },
        write: chunk => void chunks.push(Buffer.from(chunk)),
        async *read() {
          yield* chunks
        },
        finish: async () => put(Buffer.concat(chunks)),
        abort() {},
      }
    },
    async *stream(source, range) {
      yield source.bytes().subarray(range?.start, range?.end)
    },
  }
}

import { closeSync, openSync, readSync } from 'node:fs'

/** The first bytes of a body, enough to tell its type by. */
export const HEAD = 4_096

/** The first 4 KiB of a file; nothing when it cannot be read. */
export function headOf(file: string): Uint8Array {
  try {
    const handle = openSync(file, 'r')
    try {
      const head = Buffer.alloc(HEAD)
      return head.subarray(0, readSync(handle, head))
    } finally {
      closeSync(handle)
    }
  } catch {
    return new Uint8Array()
  }
}

import { FRAME_HEADER } from './function-channel.ts'

/** Takes a channel's chunks as they come and gives its frames one by one (function-channel.ts). A body is only lent until the callback returns. */
export function createFrameReader(onFrame: (kind: number, id: number, body: Uint8Array) => void) {
  let chunks: Uint8Array[] = []
  let held = 0
  let wanted = FRAME_HEADER
  return (chunk: Uint8Array): void => {
    chunks.push(chunk)
    held += chunk.length
    if (held < wanted) return
    const all = chunks.length === 1 ? chunk : join(chunks, held)
    const view = new DataView(all.buffer, all.byteOffset, all.length)
    let offset = 0
    wanted = FRAME_HEADER
    while (all.length - offset >= FRAME_HEADER) {
      const end = offset + FRAME_HEADER + view.getUint32(offset, true)
      if (end > all.length) {
        wanted = end - offset
        break
      }
      onFrame(view.getUint8(offset + 4), view.getUint32(offset + 5, true), all.subarray(offset + FRAME_HEADER, end))
      offset = end
    }
    held = all.length - offset
    chunks = held === 0 ? [] : [all.subarray(offset)]
  }
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.length
  }
  return all
}

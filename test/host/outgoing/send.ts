import { systemClock } from '../../../src/host/engine/clock.ts'
import { createSend } from '../../../src/host/outgoing/http.ts'
import type { OutgoingRequest } from '../../../src/host/outgoing/types.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'

/** Sends with a payload store of its own; what is not said is empty. */
export function createBench(clock = systemClock) {
  const files = createMemoryFiles()
  const send = createSend()
  return {
    send: (request: Partial<OutgoingRequest> & { url: string }, signal = new AbortController().signal) =>
      send({ method: 'GET', params: [], headers: [], ...request }, { signal, files, clock }),
    async file(name: string | undefined, mimeType: string | undefined, bytes: Uint8Array): Promise<FileRef> {
      return new FileRef(await files.put(bytes), name, mimeType)
    },
  }
}

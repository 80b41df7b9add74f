import { createServer } from 'node:http'
import { listen, PortTakenError } from '../host/listen.ts'

/** The wanted port when nothing listens on it, on either loopback family, else a free one. */
export async function freePort(wanted: number): Promise<number> {
  try {
    return await probe(wanted)
  } catch (error) {
    if (error instanceof PortTakenError) return probe(0)
    throw error
  }
}

async function probe(port: number): Promise<number> {
  const listening = await listen(createServer, '127.0.0.1', port)
  await listening.close()
  return listening.port
}

import { createServer } from 'node:net'

function tryPort(port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

/**
 * A loopback TCP port that is free now: `preferred` when possible, so that what the page keeps for its origin survives
 * a restart of the app; else any.
 */
export async function freePort(preferred: number | undefined): Promise<number> {
  const port = (preferred && (await tryPort(preferred))) || (await tryPort(0))
  if (!port) throw new Error('No loopback port is free: 127.0.0.1 accepts no new listener.')
  return port
}

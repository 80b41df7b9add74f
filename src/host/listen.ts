import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LOOPBACK_HOSTS } from '../shared/settings.ts'

/** A port that something else listens on. */
export class PortTakenError extends Error {
  readonly port: number
  constructor(port: number) {
    super(`Port ${port} is taken by another program`)
    this.name = 'PortTakenError'
    this.port = port
  }
}

export interface Listening {
  readonly port: number
  /** Ends every connection; resolves when the port is free. */
  close(): Promise<void>
}

const LOOPBACK = ['127.0.0.1', '::1']
const TRIES_FOR_A_FREE_PORT = 20

/**
 * Listens on one port of both loopback families (contract §1: with port 0 too), or on another address as it is named. A machine
 * without IPv6 listens on IPv4 alone. Rejects with PortTakenError.
 */
export async function listen(create: () => Server, host: string, port: number): Promise<Listening> {
  const hosts = LOOPBACK_HOSTS.includes(host) ? LOOPBACK : [host]
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenAll(create, hosts, port)
    } catch (error) {
      const free = port === 0 && error instanceof PortTakenError && attempt < TRIES_FOR_A_FREE_PORT
      if (!free) throw error
    }
  }
}

async function listenAll(create: () => Server, hosts: readonly string[], wanted: number): Promise<Listening> {
  const servers: Server[] = []
  let port = wanted
  const close = async () => void (await Promise.all(servers.map(end)))
  try {
    for (const host of hosts) {
      const server = create()
      if (!(await listenOne(server, host, port))) continue
      servers.push(server)
      port = (server.address() as AddressInfo).port
    }
  } catch (error) {
    await close()
    throw error
  }
  return { port, close }
}

/** False where the machine has no such address family. */
function listenOne(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') reject(new PortTakenError(port))
      else if (host === '::1' && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) resolve(false)
      else reject(error)
    })
    server.listen({ host, port, ipv6Only: true }, () => resolve(true))
  })
}

function end(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

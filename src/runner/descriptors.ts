import net from 'node:net'

interface Handle {
  open?: unknown
}

/**
 * Makes descriptors that are already open useless to sockets: `new net.Socket({ fd })`, `net.connect({ fd })` and
 * `server.listen({ fd })` throw from now on, also below `http`, `tls` and a library, so that nothing reads or forges the
 * frames between the runner and the host. All of them end in one method of Node's handles, which is replaced. Call it
 * after the runner has opened its own and only where sockets are allowed.
 */
export function closeDescriptors(): void {
  // Each has its handle as soon as it connects; none gets as far as a connection.
  const pipe = net.connect({ path: './none' })
  const tcp = net.connect({ host: 'none', port: 1, lookup: () => {} })
  for (const socket of [pipe, tcp]) {
    const { _handle: handle } = socket as unknown as { _handle: Handle | null }
    if (!handle) throw new Error('A socket of this version of Node has no handle to close descriptors on')
    const prototype = Object.getPrototypeOf(handle) as Handle
    Object.defineProperty(prototype, 'open', { value: refuse, writable: false, configurable: false })
    socket.on('error', () => {})
    socket.destroy()
  }
}

function refuse(): never {
  throw new Error('A Function cannot open a file descriptor as a socket; connect to an address instead')
}

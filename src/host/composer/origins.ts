import type { RunSource } from '../../shared/execution.ts'

/** Who sends over a socket: what a run's record says of it. */
export interface SendOrigin {
  readonly source: RunSource
  readonly requestName?: string
}

/** Looks a request's sender up by its socket, without anything on the wire telling it. */
export type OriginLookup = (remoteAddress: string | undefined, remotePort: number | undefined) => SendOrigin | undefined

/** Which sockets of this process send test requests. The trigger server asks `find` with the peer of a request. */
export interface SendOrigins {
  readonly find: OriginLookup
  /** Registers a socket by its own end; gives the function that forgets it. */
  register(localAddress: string, localPort: number, origin: SendOrigin): () => void
}

const keyOf = (address: string, port: number): string => `${address.replace(/^::ffff:/, '')} ${port}`

/** One registry a host: the composer registers, the trigger server looks up. */
export function createSendOrigins(): SendOrigins {
  const origins = new Map<string, SendOrigin>()
  return {
    find: (address, port) =>
      address === undefined || port === undefined ? undefined : origins.get(keyOf(address, port)),
    register(address, port, origin) {
      const key = keyOf(address, port)
      origins.set(key, origin)
      return () => void origins.delete(key)
    },
  }
}

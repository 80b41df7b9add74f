import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'

/** Relative paths count from the folder the command was called in, which npm remembers (contract §3). */
export function pathFrom(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path)
}

/** Reads a port: 0 to 65535. */
export function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}

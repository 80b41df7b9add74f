import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** A screen that nobody sees, for one test file. */
export interface VirtualDisplay {
  /** What a child needs in its environment to draw there; empty where the system always has a display. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Starts an X server without hardware on a display number of its own choice. On macOS and Windows nothing is started. */
export async function startDisplay(): Promise<VirtualDisplay> {
  if (process.platform !== 'linux') return { env: {}, stop: async () => {} }
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const ended = once(server, 'exit')
  let complaint = ''
  server.stderr?.on('data', chunk => {
    complaint += chunk
  })
  const number = await Promise.race([
    once(server.stdio[3] as Readable, 'data').then(([chunk]) => String(chunk).trim()),
    ended.then(() => {
      throw new Error(`Xvfb ended before it was ready: ${complaint}`)
    }),
  ])
  return {
    env: { DISPLAY: `:${number}` },
    async stop() {
      server.kill()
      await ended
    },
  }
}

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Run } from '../engine/run.ts'
import { type Listening, listen } from '../listen.ts'
import { createApp } from './app.ts'
import { createEndings } from './endings.ts'
import { createEventHub } from './events.ts'
import type { ControlOptions } from './options.ts'

/** The UI's door: the control API, the built UI and payload bytes on a loopback port. */
export interface Control {
  /**
   * Begins to listen, on `port` where it is given, else on the option's. `url` opens the app as it is: the token stands in its
   * fragment. Rejects with PortTakenError, and may be called again then.
   */
  listen(port?: number): Promise<{ url: string; port: number }>
  /** The address of a run in the app, without a token. */
  runAddress(runId: string): string
  /** Something of a run changed. */
  publishRun(run: Run): void
  /** A request that started no run was kept at this time. */
  publishRefused(at: number): void
  /** A request was kept as test data at this time. */
  publishCapture(at: number): void
  /** Ends event streams and connections. */
  close(): Promise<void>
}

/** Puts the control listener together. Nothing is listened to before `listen`. */
export function createControl(options: ControlOptions): Control {
  let listening: Listening | undefined
  const endings = createEndings(options.runs, options.clock)
  const hub = createEventHub({
    clock: options.clock,
    hostId: options.hostId,
    newestRefused: async limit => (await options.history.reader.refusedList({ limit })).items,
    newestCaptures: async limit => (await options.history.reader.captureList({ limit })).items,
  })
  const app = createApp({ ...options, hub, ended: endings.wait }, () => listening?.port ?? 0)
  const unfollow = options.workspace.onChange(() => hub.publishWorkspace())

  return {
    async listen(wanted = options.port) {
      const handle = getRequestListener(app.fetch, { overrideGlobalObjects: false })
      listening = await listen(() => createServer({ requestTimeout: 0 }, handle), '127.0.0.1', wanted)
      const { port } = listening
      return { url: `http://127.0.0.1:${port}/#token=${options.token}`, port }
    },
    runAddress: runId => `http://127.0.0.1:${listening?.port ?? 0}/runs/${runId}`,
    publishRun(run) {
      endings.seen(run)
      hub.publishRun(run)
    },
    publishRefused: at => hub.publishRefused(at),
    publishCapture: at => hub.publishCapture(at),
    async close() {
      unfollow()
      hub.close()
      await listening?.close()
    },
  }
}

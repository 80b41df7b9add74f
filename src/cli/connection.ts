import { startHost } from '../host/process.ts'
import { readHost } from '../host/workspace/host-file.ts'
import { trustOf } from '../host/workspace/trust.ts'
import { exit } from './commands/serve.ts'

/** A host to talk to: the one that runs on the workspace, or one in this process for as long as the command takes. */
export interface Connection {
  readonly control: string
  readonly token: string
  close(): Promise<void>
}

/** Finds the running host of a workspace, or starts one on free ports. Throws an ExitError when none can start. */
export async function connect(root: string): Promise<Connection> {
  const running = readHost(root)
  // The command line is trust, for a host that a window started too.
  trustOf(root).grant()
  if (running) return { control: running.control, token: running.token, close: async () => {} }
  const host = await startHost({ root, port: 0, controlPort: 0, trust: true }).catch(exit)
  return { control: host.controlUrl, token: host.token, close: () => host.close() }
}

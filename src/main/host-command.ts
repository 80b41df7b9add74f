import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { HostCommand } from './host-process.ts'

/** Where the parts of the installed or checked-out program are. */
export interface ProgramLayout {
  /** The folder that holds `out/`; real files, so in a package the unpacked half of the archive. */
  readonly root: string
  /** `process.resourcesPath` of a packaged app; undefined in a checkout. */
  readonly resources: string | undefined
  readonly platform: string
}

export interface HostRequest {
  readonly workspace: string
  readonly controlPort: number
  readonly token: string
  /** The trigger port to insist on; undefined leaves it to the workspace's settings. */
  readonly triggerPort: number | undefined
  /** Further arguments for the host, from this program's own command line. */
  readonly extra: readonly string[]
}

/**
 * The Node 26 binary that runs the host: `TRIGGERBENCH_NODE` when set, the packaged resource, or the npm package `node` of a checkout.
 * Throws when none is there, with the place that was looked at.
 */
export function findNode(layout: ProgramLayout, env: NodeJS.ProcessEnv): string {
  const file = layout.platform === 'win32' ? 'node.exe' : 'node'
  const path =
    env.TRIGGERBENCH_NODE ||
    (layout.resources ? join(layout.resources, file) : join(layout.root, 'node_modules', 'node', 'bin', file))
  if (!existsSync(path)) {
    throw new Error(
      `The Node 26 binary that runs Triggerbench's host is missing: ${path}. Run npm install, or set TRIGGERBENCH_NODE.`,
    )
  }
  return path
}

function hostEnvironment(env: NodeJS.ProcessEnv, token: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('ELECTRON_'))
  return { ...Object.fromEntries(kept), TRIGGERBENCH_CONTROL_TOKEN: token, TRIGGERBENCH_PARENT_PIPE: '1' }
}

/**
 * The command that starts a host. The token goes through the environment, never the argument list, which every user of the
 * machine can read. `--disable-sigusr1` keeps a Function from opening the host's inspector.
 */
export function hostCommand(layout: ProgramLayout, request: HostRequest, env: NodeJS.ProcessEnv): HostCommand {
  const port = request.triggerPort === undefined ? [] : ['--port', String(request.triggerPort)]
  return {
    executable: findNode(layout, env),
    arguments: [
      '--disable-sigusr1',
      join(layout.root, 'out', 'host', 'index.js'),
      request.workspace,
      ...request.extra,
      ...port,
      '--control-port',
      String(request.controlPort),
    ],
    env: hostEnvironment(env, request.token),
  }
}

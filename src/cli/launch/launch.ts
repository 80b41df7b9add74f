import open from 'open'
import { readHost } from '../../host/workspace/host-file.ts'
import { chooseSurface, type SurfaceFacts } from './choose-surface.ts'
import { type ElectronEnd, type ElectronRequest, runElectron } from './electron-window.ts'
import { gatherFacts } from './facts.ts'

/** Where a running host is reached. `control` opens the app as it is: the token stands in its fragment. */
export interface HostAddress {
  readonly trigger: string
  readonly control: string
}

export interface LaunchOptions {
  /** The workspace's folder, absolute. */
  readonly workspace: string
  /** For the host that an Electron window starts, such as `['--port', '0']`. */
  readonly hostArguments?: readonly string[]
  /** Starts a host in this process, for a browser tab or for the address alone. */
  startHost(): Promise<HostAddress>
  /** Takes one line for a person. */
  say(line: string): void
  /** Takes the result: the address that opens the app. */
  give(address: string): void
}

/**
 * How the launch ended: `window` with the exit code of an Electron window that was opened and closed again; `serving` when a host
 * runs in this process now; `joined` when one ran already and was only brought to the front.
 */
export type LaunchOutcome =
  | { readonly kind: 'window'; readonly code: number }
  | { readonly kind: 'serving' | 'joined'; readonly address: HostAddress }

/** What `launch` does to the world outside; tests pass their own. */
export interface LaunchEffects {
  facts(): SurfaceFacts
  runElectron(request: ElectronRequest): Promise<ElectronEnd>
  openBrowser(address: string): Promise<void>
  runningHost(workspace: string): HostAddress | undefined
}

const system: LaunchEffects = {
  facts: () => gatherFacts(),
  runElectron,
  async openBrowser(address) {
    const opener = await open(address)
    opener.once('error', () => undefined)
  },
  runningHost: readHost,
}

async function hostAddress(
  options: LaunchOptions,
  effects: LaunchEffects,
): Promise<LaunchOutcome & { address: HostAddress }> {
  const running = effects.runningHost(options.workspace)
  if (running) return { kind: 'joined', address: running }
  try {
    return { kind: 'serving', address: await options.startHost() }
  } catch (error) {
    // Another start may have taken the workspace between the look and the attempt.
    const winner = effects.runningHost(options.workspace)
    if (winner) return { kind: 'joined', address: winner }
    throw error
  }
}

/**
 * Opens the workbench on a workspace: in an Electron window where its binary is, else in the default browser, else it says the address.
 * One line says which of the three and why. A workspace that is open already is brought to the front instead of being opened
 * twice. Errors of `startHost` pass through.
 */
export async function launch(options: LaunchOptions, effects: LaunchEffects = system): Promise<LaunchOutcome> {
  const choice = chooseSurface(effects.facts())
  options.say(choice.reason)
  if (choice.surface === 'electron') {
    const { workspace, hostArguments = [] } = options
    const end = await effects.runElectron({ ...choice, workspace, hostArguments })
    if (end.started) return { kind: 'window', code: end.code }
    options.say(`Opening the default browser instead: Electron does not run on this machine (${end.detail}).`)
  }
  const outcome = await hostAddress(options, effects)
  const { trigger, control } = outcome.address
  const already = outcome.kind === 'joined' ? 'It runs already. ' : ''
  options.say(`${already}Workflows answer at ${trigger}; the app is here:`)
  options.give(control)
  if (choice.surface !== 'none') await effects.openBrowser(control)
  return outcome
}

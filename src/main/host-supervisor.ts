import type { HostState } from '../shared/desktop.ts'
import { describeEnd, type HostAddresses, type HostEnd, type HostProcess } from './host-process.ts'

/** Time, passed in so that the waits can be tested at once. All values are milliseconds. */
export interface SupervisorClock {
  now(): number
  wait(milliseconds: number): Promise<void>
}

export interface SupervisorOptions {
  /** Starts a host. `triggerPort` is the port the first one got; undefined at the first start. */
  start(triggerPort: number | undefined): HostProcess
  readonly clock: SupervisorClock
  readonly onState: (state: HostState) => void
}

/** Keeps one host alive at one address. */
export interface HostSupervisor {
  /** Starts the first host. Rejects with `HostStartError` when it does not come up; nothing is retried then. */
  start(): Promise<HostAddresses>
  /** Tries again after it gave up; without effect otherwise. */
  restart(): void
  /** How it is now: `restarted` is an event, and `running` afterwards. */
  state(): HostState
  /** Ends the host and watches no longer. */
  stop(): Promise<void>
}

const retryWaits: readonly [number, ...number[]] = [100, 500, 1_000, 2_000, 4_000, 8_000]
const stableAfter = 30_000
const stopGrace = 5_000

/**
 * Supervises one host: when it ends by itself, a new one is started on the same ports with the same token, after a wait
 * that grows with each death in a row. A host that lived for 30 s has earned a fresh count; six deaths in a row end the tries.
 */
export function createHostSupervisor(options: SupervisorOptions): HostSupervisor {
  let current: HostProcess | undefined
  let triggerPort: number | undefined
  let state: HostState = { kind: 'running' }
  let deaths = 0
  let restarts = 0
  let stopping = false

  function become(next: HostState): void {
    state = next
    options.onState(next)
  }

  function watch(host: HostProcess, readyAt: number): void {
    void host.ended.then(end => {
      if (stopping) return
      if (options.clock.now() - readyAt >= stableAfter) deaths = 0
      void afterDeath(end)
    })
  }

  async function launch(): Promise<HostAddresses> {
    const host = options.start(triggerPort)
    current = host
    const addresses = await host.ready
    triggerPort = Number(new URL(addresses.trigger).port)
    watch(host, options.clock.now())
    return addresses
  }

  async function afterDeath(end: HostEnd): Promise<void> {
    const reason = describeEnd(end)
    const retryInMs = retryWaits[deaths]
    if (retryInMs === undefined) return become({ kind: 'gaveUp', reason: end.complaint || reason })
    deaths += 1
    become({ kind: 'died', reason, attempt: deaths, retryInMs })
    await options.clock.wait(retryInMs)
    if (!stopping) await relaunch()
  }

  async function relaunch(): Promise<void> {
    try {
      await launch()
      restarts += 1
      become({ kind: 'restarted', restarts })
    } catch {
      if (!stopping && current) await afterDeath(await current.ended)
    }
  }

  return {
    start: launch,
    restart() {
      if (state.kind !== 'gaveUp') return
      deaths = 0
      void relaunch()
    },
    state: () => (state.kind === 'restarted' ? { kind: 'running' } : state),
    async stop() {
      stopping = true
      await current?.stop(stopGrace)
    },
  }
}

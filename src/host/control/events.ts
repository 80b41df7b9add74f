import type { ControlEvent } from '../../shared/control.ts'
import type { CaptureSummary, RefusedSummary } from '../../shared/execution.ts'
import type { Clock } from '../engine/clock.ts'
import type { Run } from '../engine/run.ts'
import { createListeners } from './listeners.ts'
import { liveSteps, summaryOf } from './summary.ts'

export interface EventHubOptions {
  readonly clock: Clock
  readonly hostId: string
  /** The newest refused requests, newest first. */
  readonly newestRefused: (limit: number) => Promise<readonly RefusedSummary[]>
  /** The newest captured requests, newest first. */
  readonly newestCaptures: (limit: number) => Promise<readonly CaptureSummary[]>
}

/** Tells pages what happens, frame by frame. While nobody listens, nothing is computed. */
export interface EventHub {
  /** Something of the run changed; `run` is read when the frame is made. */
  publishRun(run: Run): void
  /** A request that started no run was kept, at this time (epoch milliseconds). */
  publishRefused(at: number): void
  /** A request was kept as test data, at this time (epoch milliseconds). */
  publishCapture(at: number): void
  /** Documents changed on disk. */
  publishWorkspace(): void
  /** Asks the pages to come to the front. Gives how many there are. */
  focus(path?: string): number
  /** A page's event stream, in the bytes of `text/event-stream`. */
  subscribe(): ReadableStream<Uint8Array>
  /** Ends all streams. */
  close(): void
}

const FRAME_MS = 25
const FIRST_FRAME_MS = 4
const HEARTBEAT_MS = 15_000
const MOST_RUNS = 200
const MOST_REFUSED = 200
const MOST_CAPTURES = 200

/** Creates the hub of one host. */
export function createEventHub(options: EventHubOptions): EventHub {
  const { clock } = options
  const listeners = createListeners()
  const runs = new Map<string, Run>()
  let refusedSince: number | undefined
  let capturesSince: number | undefined
  let timer: (() => void) | undefined
  let heart: (() => void) | undefined
  let lastFrame = Number.NEGATIVE_INFINITY

  function schedule(): void {
    timer ??= clock.after(Math.max(FIRST_FRAME_MS, lastFrame + FRAME_MS - clock.now()), flush)
  }

  function flush(): void {
    timer = undefined
    lastFrame = clock.now()
    if (runs.size > 0) sendRuns()
    if (refusedSince !== undefined) void sendRefused(refusedSince)
    if (capturesSince !== undefined) void sendCaptures(capturesSince)
  }

  function sendRuns(): void {
    const changed = [...runs.values()]
    runs.clear()
    const shown = changed.slice(-MOST_RUNS)
    const frame = {
      type: 'runs' as const,
      runs: shown.map(summaryOf),
      steps: shown.map(run => ({ runId: run.id, steps: liveSteps(run) })),
      dropped: changed.length - shown.length,
    }
    const text = JSON.stringify(frame)
    listeners.send(
      missed => (missed === 0 ? text : JSON.stringify({ ...frame, dropped: frame.dropped + missed })),
      shown.length,
    )
  }

  async function sendRefused(since: number): Promise<void> {
    refusedSince = undefined
    const newest = await options.newestRefused(MOST_REFUSED).catch((): RefusedSummary[] => [])
    const refused = newest.filter(({ at }) => at >= since).reverse()
    if (refused.length > 0) tell({ type: 'refused', refused })
  }

  async function sendCaptures(since: number): Promise<void> {
    capturesSince = undefined
    const newest = await options.newestCaptures(MOST_CAPTURES).catch((): CaptureSummary[] => [])
    const captures = newest.filter(({ at }) => at >= since).reverse()
    if (captures.length > 0) tell({ type: 'capture', captures })
  }

  function tell(event: ControlEvent): void {
    const text = JSON.stringify(event)
    listeners.send(() => text)
  }

  function beat(): void {
    heart = undefined
    if (listeners.count() === 0) return
    listeners.comment()
    heart = clock.after(HEARTBEAT_MS, beat, { unref: true })
  }

  return {
    publishRun(run) {
      if (listeners.count() === 0) return
      runs.delete(run.id)
      runs.set(run.id, run)
      schedule()
    },
    publishRefused(at) {
      if (listeners.count() === 0) return
      refusedSince ??= at
      schedule()
    },
    publishCapture(at) {
      if (listeners.count() === 0) return
      capturesSince = Math.min(capturesSince ?? at, at)
      schedule()
    },
    publishWorkspace: () => tell({ type: 'workspace' }),
    focus(path) {
      tell({ type: 'focus', ...(path === undefined ? {} : { path }) })
      return listeners.count()
    },
    subscribe() {
      heart ??= clock.after(HEARTBEAT_MS, beat, { unref: true })
      return listeners.add(JSON.stringify({ type: 'hello', hostId: options.hostId } satisfies ControlEvent))
    },
    close() {
      timer?.()
      heart?.()
      listeners.close()
    },
  }
}

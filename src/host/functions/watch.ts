import type { Clock } from '../engine/clock.ts'
import { CANCELLED, outOfMemory, timedOut } from './messages.ts'
import type { PendingCall } from './pending.ts'
import { lowerPriority, processorTime, residentMemory } from './processes.ts'
import type { FunctionLimits } from './types.ts'
import type { Worker } from './worker.ts'

/** Milliseconds. A call behind an endless one waits EVERY + STUCK_AFTER at most before it moves to another runner. */
const EVERY = 10
const STUCK_AFTER = 20
const SPARE_AFTER = 20
const LOST_AFTER = 250
const IDLE_KEPT = 10_000
/** Milliseconds of processor time a call may have before it stands back: alone on the machine, and while calls wait. */
const STANDS_BACK_AFTER = 250
const STANDS_BACK_FOR_OTHERS = 40

/** Freed pages stay resident for a while, so growth is measured with this much play. */
const PLAY = 1.25
/** A runner that stays this much larger, as a part of the limit, is replaced. */
const LEFT_BEHIND = 0.25

export interface WatchOptions {
  clock: Clock
  /** The limits are read at each look, as they may change. */
  options: { readonly limits: FunctionLimits }
  workers: ReadonlySet<Worker>
  /** Runners that are kept when idle. */
  kept: number
  /** Gets the calls taken back from a runner that is stuck, and the call it is stuck in. */
  movedBack(calls: PendingCall[], stuck: PendingCall): void
  /** True while calls wait for a runner. */
  waiting(): boolean
  /** Asked to start one more runner, as one has been busy for a while and none is free. */
  spare(): void
}

/**
 * Looks at the runners every 10 ms while one is busy: ends calls past their time or memory, takes the calls behind a
 * stuck one back, and lets go of idle runners that are not needed.
 */
export function createWatch(options: WatchOptions): { run(): void; stop(): void } {
  const { clock, workers } = options
  let cancel: (() => void) | undefined
  let stopped = false

  function run(): void {
    if (cancel || stopped) return
    cancel = clock.after(EVERY, look, { unref: true })
  }

  function look(): void {
    cancel = undefined
    const now = clock.now()
    let busy = 0
    for (const worker of [...workers]) {
      if (worker.state === 'starting') continue
      if (worker.runner.outstanding.length > 0) {
        busy++
        lookAtBusy(worker, now)
      } else if (worker.state === 'idle') lookAtIdle(worker, now)
      else if (worker.state === 'stuck') {
        busy++
        if (now - worker.since >= LOST_AFTER) worker.runner.kill()
      }
    }
    const free = !options.waiting() && [...workers].some(({ state }) => state === 'idle' || state === 'starting')
    if (!free && [...workers].some(worker => now - worker.since >= SPARE_AFTER)) options.spare()
    if (busy > 0 || workers.size > options.kept) run()
  }

  function lookAtBusy(worker: Worker, now: number): void {
    const { outstanding } = worker.runner
    const head = outstanding[0]
    const runs = now - worker.since
    // After a pause of the host answers may lie unread, so only a call that was met by the last look has run that long.
    const met = worker.seen === head
    worker.seen = head
    const { limits } = options.options
    if (!head || !met || runs < EVERY) return
    if (runs >= limits.functionTimeout) worker.end('FUNCTION_TIMEOUT', timedOut(head.known.sourceName, limits))
    else if (worker.state === 'shared' && runs >= STUCK_AFTER) moveBehind(worker, head)
    else if (worker.state === 'stuck' && head.settled) worker.end('CANCELLED', CANCELLED)
    else {
      lookAtMemory(worker, head)
      lookAtWork(worker, head)
    }
  }

  function moveBehind(worker: Worker, head: PendingCall): void {
    worker.state = 'stuck'
    const calls = worker.runner.takeBack()
    options.movedBack(calls, head)
  }

  function lookAtMemory(worker: Worker, head: PendingCall): void {
    residentMemory(worker.runner.pid, bytes => {
      if (worker.runner.outstanding[0] !== head) return
      if (bytes - worker.baseline > options.options.limits.functionMemory * PLAY) {
        worker.end('FUNCTION_MEMORY', outOfMemory(head.known.sourceName, options.options.limits))
      }
    })
  }

  /** A call that computes without pause stands back, so that it takes no processor time from the others. */
  function lookAtWork(worker: Worker, head: PendingCall): void {
    if (worker.standsBack) return
    const total = processorTime(worker.runner.pid)
    if (worker.measured !== head) {
      worker.measured = head
      worker.processorTime = total
    }
    const allowed = options.waiting() ? STANDS_BACK_FOR_OTHERS : STANDS_BACK_AFTER
    if (total - worker.processorTime < allowed) return
    worker.standsBack = true
    lowerPriority(worker.runner.pid)
  }

  function lookAtIdle(worker: Worker, now: number): void {
    const others = [...workers].filter(other => other !== worker && other.state === 'idle').length
    if (now - worker.since >= IDLE_KEPT && others >= options.kept) letGo(worker)
  }

  return {
    run,
    stop() {
      stopped = true
      cancel?.()
    },
  }

  function letGo(worker: Worker): void {
    worker.state = 'retired'
    worker.runner.kill()
  }
}

/** Remembers what an unused runner takes. */
export function measureBaseline(worker: Worker): void {
  residentMemory(worker.runner.pid, bytes => {
    worker.baseline = bytes
  })
}

/** Calls back when a runner that has just worked for long is not fit for more: it stands back, or kept much memory. */
export function ifUnfit(worker: Worker, limits: FunctionLimits, unfit: () => void): void {
  if (worker.standsBack) return unfit()
  residentMemory(worker.runner.pid, bytes => {
    if (bytes - worker.baseline > limits.functionMemory * LEFT_BEHIND && worker.state === 'idle') unfit()
  })
}

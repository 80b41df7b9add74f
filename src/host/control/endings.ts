import type { Clock } from '../engine/clock.ts'
import type { Run } from '../engine/run.ts'
import type { LiveRuns } from './options.ts'

/** Lets callers wait for the end of a run. */
export interface Endings {
  /** To be told of every change of a run. */
  seen(run: Run): void
  /**
   * Resolves with the run when it has ended, or as it is after a minute, so that no caller's own limit cuts the wait short; with
   * undefined when it is not under way. Rejects with the signal's reason.
   */
  wait(id: string, signal: AbortSignal): Promise<Run | undefined>
}

const ENDED: ReadonlySet<Run['status']> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED'])

const LONGEST_WAIT_MS = 60_000

/** Creates the waiting room. */
export function createEndings(runs: LiveRuns, clock: Clock): Endings {
  const waiting = new Map<string, Set<(run: Run) => void>>()

  function leave(id: string, callback: (run: Run) => void): void {
    const callbacks = waiting.get(id)
    callbacks?.delete(callback)
    if (callbacks?.size === 0) waiting.delete(id)
  }

  return {
    seen(run) {
      if (waiting.size === 0 || !ENDED.has(run.status)) return
      for (const callback of [...(waiting.get(run.id) ?? [])]) callback(run)
    },
    wait(id, signal) {
      const run = runs.live(id)
      if (!run || ENDED.has(run.status)) return Promise.resolve(run)
      return new Promise((resolve, reject) => {
        const end = (finish: () => void) => {
          cancelTimer()
          signal.removeEventListener('abort', abort)
          leave(id, ended)
          finish()
        }
        const ended = (last: Run) => end(() => resolve(last))
        const abort = () => end(() => reject(signal.reason))
        const cancelTimer = clock.after(LONGEST_WAIT_MS, () => ended(run), { unref: true })
        signal.addEventListener('abort', abort)
        waiting.set(id, (waiting.get(id) ?? new Set()).add(ended))
      })
    },
  }
}

import type { Run } from '../engine/run.ts'
import type { LiveRuns } from './options.ts'

/** Lets callers wait for the end of a run. */
export interface Endings {
  /** To be told of every change of a run. */
  seen(run: Run): void
  /** Resolves with the run when it has ended, with undefined when it is not under way; rejects with the signal's reason. */
  wait(id: string, signal: AbortSignal): Promise<Run | undefined>
}

const ENDED: ReadonlySet<Run['status']> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED'])

/** Creates the waiting room. */
export function createEndings(runs: LiveRuns): Endings {
  const waiting = new Map<string, Set<(run: Run) => void>>()
  return {
    seen(run) {
      if (waiting.size === 0 || !ENDED.has(run.status)) return
      const callbacks = waiting.get(run.id)
      waiting.delete(run.id)
      for (const callback of callbacks ?? []) callback(run)
    },
    wait(id, signal) {
      const run = runs.live(id)
      if (!run || ENDED.has(run.status)) return Promise.resolve(run)
      return new Promise((resolve, reject) => {
        const callbacks = waiting.get(id) ?? new Set()
        waiting.set(id, callbacks.add(resolve))
        signal.addEventListener('abort', () => {
          callbacks.delete(resolve)
          if (callbacks.size === 0) waiting.delete(id)
          reject(signal.reason)
        })
      })
    },
  }
}

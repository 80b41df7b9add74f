import type { RunInput } from './engine/engine.ts'
import type { AnsweringOptions } from './trigger/answering.ts'
import { type Recipient, recordAnswer } from './trigger/record-answer.ts'
import { answerOf } from './trigger/respond.ts'

/** Takes the answers of runs that have no caller. */
export interface AnswerRecord {
  readonly take: RunInput['onAnswer']
  /** Resolves when a run's answer is on disk; undefined when none is on its way there. */
  recorded(runId: string): Promise<void> | undefined
}

/**
 * Records what a run answers that has no caller: the answer as it would have been sent, marked as not sent. With
 * `onFailure: wait` a failed run has none.
 */
export function createAnswerRecord(options: AnsweringOptions): AnswerRecord {
  const recording = new Map<string, Promise<void>>()

  const take: RunInput['onAnswer'] = (run, answer) => {
    if (answer.kind === 'failed' && answer.error.code !== 'CANCELLED' && options.settings().onFailure === 'wait')
      return true
    const { promise, resolve } = Promise.withResolvers<void>()
    recording.set(run.id, promise)
    recordAnswer(run, answerOf(run, answer), nobody(run.id, resolve), options)
    return true
  }

  // Of a disk that is full the run's own row says so in its turn.
  const nobody = (runId: string, done: () => void): Recipient => ({
    ownHeaders: () => [],
    keepsAlive: () => true,
    notSent: () => 'replay',
    recorded() {
      recording.delete(runId)
      done()
    },
  })
  return { take, recorded: runId => recording.get(runId) }
}

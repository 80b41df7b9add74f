import type { FileSource } from '../shared/file-value.ts'
import type { RunInput } from './engine/engine.ts'
import type { Run } from './engine/run.ts'
import { INLINE_PAYLOAD } from './files.ts'
import { type AnsweringOptions, keepMasked } from './trigger/answering.ts'
import { answerOf, completeHeaders } from './trigger/respond.ts'

/** Takes the answers of runs that have no caller. */
export interface AnswerRecord {
  readonly take: RunInput['onAnswer']
  /** Resolves when a run's large answer is on disk; undefined when none is on its way there. */
  recorded(runId: string): Promise<void> | undefined
}

/**
 * Records what a run answers that has no caller: the answer as it would have been sent, marked as not sent. With
 * `onFailure: wait` a failed run has none.
 */
export function createAnswerRecord(options: Omit<AnsweringOptions, 'log'>): AnswerRecord {
  const { clock, files, mask: maskFor, writer, settings, runAddress, changed, date } = options

  function record(
    run: Run,
    body: Uint8Array | FileSource,
    rest: { status: number; rawHeaders: string[]; size?: number },
  ): Promise<void> {
    const empty = body instanceof Uint8Array && body.length === 0
    run.response = { ...rest, body: empty ? null : body, sentAt: clock.now() - run.startedAt, notSent: 'replay' }
    changed(run)
    return new Promise<void>(resolve => writer.save(run, () => resolve()))
  }

  const recording = new Map<string, Promise<void>>()

  const take: RunInput['onAnswer'] = (run, answer) => {
    if (answer.kind === 'failed' && answer.error.code !== 'CANCELLED' && settings().onFailure === 'wait') return true
    const link = `<${runAddress(run.id)}>; rel="execution"`
    const head = ['X-Execution-Id', run.id, 'Link', link]
    const { status, rawHeaders, body } = completeHeaders(answerOf(run, answer), head, date(), true)
    if (!(body instanceof Uint8Array) || body.length <= INLINE_PAYLOAD) {
      void record(run, body, { status, rawHeaders })
      return true
    }
    const mask = maskFor(run.request.rawHeaders, run.steps)
    const kept = Promise.resolve(mask ? keepMasked(body, mask, files) : files.put(body))
      .then(
        source => record(run, source, { status, rawHeaders, size: body.length }),
        // A disk that is full: the run's own row says so in its turn.
        () => undefined,
      )
      .finally(() => recording.delete(run.id))
    recording.set(run.id, kept)
    return true
  }
  return { take, recorded: runId => recording.get(runId) }
}

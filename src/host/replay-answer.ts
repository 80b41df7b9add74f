import type { FileSource } from '../shared/file-value.ts'
import type { RunInput } from './engine/engine.ts'
import type { Run } from './engine/run.ts'
import { INLINE_PAYLOAD } from './files.ts'
import { type AnsweringOptions, keepMasked } from './trigger/answering.ts'
import { answerOf, completeHeaders } from './trigger/respond.ts'

/**
 * Records what a run answers that has no caller: the answer as it would have been sent, marked as not sent. With
 * `onFailure: wait` a failed run has none.
 */
export function createAnswerRecord(options: Omit<AnsweringOptions, 'log'>): RunInput['onAnswer'] {
  const { clock, files, mask: maskFor, writer, settings, runAddress, changed, date } = options

  function record(
    run: Run,
    body: Uint8Array | FileSource,
    rest: { status: number; rawHeaders: string[]; size?: number },
  ) {
    const empty = body instanceof Uint8Array && body.length === 0
    run.response = { ...rest, body: empty ? null : body, sentAt: clock.now() - run.startedAt, notSent: 'replay' }
    writer.save(run)
    changed(run)
  }

  return (run, answer) => {
    if (answer.kind === 'failed' && answer.error.code !== 'CANCELLED' && settings().onFailure === 'wait') return true
    const link = `<${runAddress(run.id)}>; rel="execution"`
    const head = ['X-Execution-Id', run.id, 'Link', link]
    const { status, rawHeaders, body } = completeHeaders(answerOf(run, answer), head, date(), true)
    if (!(body instanceof Uint8Array) || body.length <= INLINE_PAYLOAD) {
      record(run, body, { status, rawHeaders })
      return true
    }
    const mask = maskFor(run.request.rawHeaders, run.steps)
    Promise.resolve(mask ? keepMasked(body, mask, files) : files.put(body)).then(
      kept => record(run, kept, { status, rawHeaders, size: body.length }),
      // A disk that is full: the run's own row says so in its turn.
      () => undefined,
    )
    return true
  }
}

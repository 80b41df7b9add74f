import type { FileSource } from '../../shared/file-value.ts'
import type { Clock } from '../engine/clock.ts'
import type { Run, RunResponse } from '../engine/run.ts'
import { type BodyMask, type FileStore, INLINE_PAYLOAD, type MaskFor } from '../files.ts'
import type { HistoryWriter } from '../history/types.ts'
import { completeHeaders, type WireAnswer } from './respond.ts'

export interface RecordingOptions {
  readonly clock: Clock
  readonly files: FileStore
  readonly mask: MaskFor
  readonly writer: HistoryWriter
  /** The address of a run in the app, without a token. */
  readonly runAddress: (runId: string) => string
  readonly changed: (run: Run) => void
  /** The Date header's text. */
  readonly date: () => string
}

/** Whom an answer is for. One object a caller, so that an answer costs no closures. */
export interface Recipient {
  /** Headers that the answer has for this recipient alone, names and values alternating. */
  ownHeaders(): readonly string[]
  keepsAlive(): boolean
  /** Why the answer is not sent; undefined when it is. */
  notSent(): RunResponse['notSent']
  /** Called once, with the whole answer when it is on disk, with undefined when it cannot be written. */
  recorded(answer: WireAnswer | undefined): void
}

/** Makes an answer whole and puts it into its run's record, then hands it to `recipient`. A large body is kept masked. */
export function recordAnswer(run: Run, answer: WireAnswer, recipient: Recipient, options: RecordingOptions): void {
  const { body } = answer
  if (!(body instanceof Uint8Array) || body.length <= INLINE_PAYLOAD) return commit(run, answer, recipient, options)
  keep(run, body, options).then(
    ({ sent, kept }) => commit(run, { ...answer, body: sent }, recipient, options, kept),
    () => recipient.recorded(undefined),
  )
}

/** Keeps a large body, masked, and gives what to send: the bytes themselves where what is kept may differ from them. */
async function keep(
  run: Run,
  body: Uint8Array,
  { files, mask: maskFor }: RecordingOptions,
): Promise<{ sent: Uint8Array | FileSource; kept: FileSource }> {
  const mask = maskFor(run.request.rawHeaders, run.steps)
  const kept = await (mask ? keepMasked(body, mask, files) : files.put(body))
  return { sent: mask ? body : kept, kept }
}

/** `kept` is what the record has in place of a large body. */
function commit(
  run: Run,
  answer: WireAnswer,
  recipient: Recipient,
  options: RecordingOptions,
  kept?: FileSource,
): void {
  const { clock, writer, changed, runAddress, date } = options
  const notSent = recipient.notSent()
  const link = `<${runAddress(run.id)}>; rel="execution"`
  const head = ['X-Execution-Id', run.id, 'Link', link, ...recipient.ownHeaders()]
  const whole = completeHeaders(answer, head, date(), recipient.keepsAlive())
  run.response = {
    status: whole.status,
    rawHeaders: whole.rawHeaders,
    ...bodyInRecord(whole.body, kept),
    sentAt: clock.now() - run.startedAt,
    ...(notSent === undefined ? {} : { notSent }),
  }
  writer.save(run, error => recipient.recorded(error ? undefined : whole))
  changed(run)
}

/** What a record has of a body: `kept` in its place when there is one. */
function bodyInRecord(body: WireAnswer['body'], kept: FileSource | undefined): Pick<RunResponse, 'body' | 'size'> {
  if (kept) return { body: kept, size: body instanceof Uint8Array ? body.length : kept.size }
  return { body: body instanceof Uint8Array && body.length === 0 ? null : body }
}

/** Keeps a body piece by piece, each masked. Rejects when it cannot be kept. */
async function keepMasked(body: Uint8Array, mask: BodyMask, files: FileStore): Promise<FileSource> {
  const sink = files.sink()
  try {
    for (let from = 0; from < body.length; from += INLINE_PAYLOAD)
      await sink.write(mask.write(body.subarray(from, from + INLINE_PAYLOAD)))
    await sink.write(mask.end())
    return await sink.finish()
  } catch (error) {
    sink.abort()
    throw error
  }
}

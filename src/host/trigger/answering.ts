import type { IncomingMessage, ServerResponse } from 'node:http'
import { UserError } from '../../shared/errors.ts'
import type { FileSource } from '../../shared/file-value.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Clock } from '../engine/clock.ts'
import type { RunAnswer } from '../engine/engine.ts'
import type { Run, RunResponse } from '../engine/run.ts'
import { type BodyMask, type FileStore, INLINE_PAYLOAD, type MaskFor } from '../files.ts'
import type { HistoryWriter } from '../history/types.ts'
import { corsHeaders } from './access.ts'
import { answerOf, completeHeaders, errorAnswer, lateAnswer, type WireAnswer, writeAnswer } from './respond.ts'

export interface AnsweringOptions {
  readonly clock: Clock
  readonly files: FileStore
  readonly mask: MaskFor
  readonly writer: HistoryWriter
  readonly settings: () => Settings
  /** The address of a run in the app, without a token. */
  readonly runAddress: (runId: string) => string
  readonly changed: (run: Run) => void
  /** The Date header's text. */
  readonly date: () => string
}

export interface WaitingOptions extends AnsweringOptions {
  /** The callers that wait for an answer, for the host's end. */
  readonly waiting: Set<Answering>
}

/** One caller waiting for one run: the first of answer, failure and limit is sent, once its run is on disk. */
export class Answering {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #options: WaitingOptions
  #run: Run | undefined
  #sent = false
  #late = false
  /** What is left of the response limit, in milliseconds, and since when it runs. */
  #left = 0
  #since = 0
  #still = false
  #stopTimer: (() => void) | undefined

  constructor(request: IncomingMessage, response: ServerResponse, options: WaitingOptions) {
    this.#request = request
    this.#response = response
    this.#options = options
  }

  /** Begins the response limit, unless the answer is there already (contract §2, Limit). */
  startLimit(): void {
    if (this.#sent) return
    this.#options.waiting.add(this)
    this.#left = this.#options.settings().limits.responseTimeout
    if (!this.#still) this.#runLimit()
  }

  /** The run became paused, or goes on: the limit stands still meanwhile, unless `debug.hold` is false (contract §2, Paused). */
  readonly hold = (held: boolean): void => {
    const { clock, settings } = this.#options
    if (this.#sent || this.#late || held === this.#still || (held && !settings().debug.hold)) return
    this.#still = held
    if (!held) return this.#runLimit()
    if (!this.#stopTimer) return
    this.#stopTimer()
    this.#left = Math.max(0, this.#left - (clock.now() - this.#since))
  }

  #runLimit(): void {
    const { clock } = this.#options
    this.#since = clock.now()
    this.#stopTimer = clock.after(this.#left, () => {
      this.#late = true
      if (this.#run) this.#sendLate(this.#run)
    })
  }

  /** A run that waited for a place has begun: its limit may have passed meanwhile. */
  begun(run: Run): void {
    this.#run = run
    if (this.#late) this.#sendLate(run)
  }

  /** Takes how the run came to its answer; false when the caller has the limit's answer already. */
  readonly take = (run: Run, answer: RunAnswer): boolean => {
    this.#run = run
    if (this.#sent || this.#late) return false
    const waits =
      answer.kind === 'failed' && answer.error.code !== 'CANCELLED' && this.#options.settings().onFailure === 'wait'
    if (!waits) this.#send(run, answerOf(run, answer))
    return true
  }

  /** The host stops: the caller is told so, its run ends as interrupted. Resolves when the answer was handed over. */
  stop(): Promise<void> {
    if (this.#sent || this.#response.destroyed) return Promise.resolve()
    const answered = new Promise<void>(resolve => this.#response.once('finish', resolve).once('close', resolve))
    this.#response.shouldKeepAlive = false
    const answer = errorAnswer(shuttingDown())
    if (this.#run) this.#send(this.#run, answer)
    else {
      this.#end()
      this.#write(this.#completed(answer))
    }
    return answered
  }

  #end(): void {
    this.#sent = true
    this.#stopTimer?.()
    this.#options.waiting.delete(this)
  }

  #sendLate(run: Run): void {
    this.#send(run, lateAnswer(run))
  }

  #send(run: Run, answer: WireAnswer): void {
    if (this.#sent) return
    this.#end()
    const { body } = answer
    if (!(body instanceof Uint8Array) || body.length <= INLINE_PAYLOAD) return this.#commit(run, answer)
    this.#keep(run, body).then(
      ({ sent, kept }) => this.#commit(run, { ...answer, body: sent }, kept),
      () => this.#write(this.#completed(unwritable())),
    )
  }

  /** Keeps a large body, masked, and gives what to send: the bytes themselves where what is kept may differ from them. */
  async #keep(run: Run, body: Uint8Array): Promise<{ sent: Uint8Array | FileSource; kept: FileSource }> {
    const { files, mask: maskFor } = this.#options
    const mask = maskFor(run.request.rawHeaders, run.steps)
    const kept = await (mask ? keepMasked(body, mask, files) : files.put(body))
    return { sent: mask ? body : kept, kept }
  }

  /** `kept` is what the record has in place of a large body. */
  #commit(run: Run, answer: WireAnswer, kept?: FileSource): void {
    const { clock, writer, changed, runAddress, date } = this.#options
    const gone = this.#response.destroyed || this.#request.socket.destroyed
    const link = `<${runAddress(run.id)}>; rel="execution"`
    const whole = completeHeaders(
      answer,
      ['X-Execution-Id', run.id, 'Link', link, ...corsHeaders(this.#request)],
      date(),
      this.#response.shouldKeepAlive,
    )
    run.response = {
      status: whole.status,
      rawHeaders: whole.rawHeaders,
      ...recorded(whole.body, kept),
      sentAt: clock.now() - run.startedAt,
      ...(gone ? { notSent: 'client gone' as const } : {}),
    }
    writer.save(run, error => {
      this.#write(error ? this.#completed(unwritable()) : whole)
    })
    changed(run)
  }

  #completed(answer: WireAnswer): WireAnswer {
    return completeHeaders(answer, corsHeaders(this.#request), this.#options.date(), this.#response.shouldKeepAlive)
  }

  #write(answer: WireAnswer): void {
    if (!this.#response.destroyed) writeAnswer(this.#response, answer, this.#options.files)
  }
}

/** What a record has of a body: `kept` in its place when there is one. */
function recorded(body: WireAnswer['body'], kept: FileSource | undefined): Pick<RunResponse, 'body' | 'size'> {
  if (!(body instanceof Uint8Array)) return { body }
  if (body.length === 0) return { body: null }
  return kept ? { body: kept, size: body.length } : { body }
}

/** Keeps a body piece by piece, each masked. Rejects when it cannot be kept. */
export async function keepMasked(body: Uint8Array, mask: BodyMask, files: FileStore): Promise<FileSource> {
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

function unwritable(): WireAnswer {
  return errorAnswer(historyUnwritable())
}

/** Why an accepted run is not answered: it is not on disk (contract §2). */
export function historyUnwritable(): UserError {
  return new UserError(
    'HISTORY_UNWRITABLE',
    'The run could not be written to .triggerbench/history.db. Free disk space or mend the permissions, then send again',
  )
}

/** Why nothing is taken up, and nothing answered any more, while the host stops. */
export function shuttingDown(): UserError {
  return new UserError('SHUTTING_DOWN', 'The host is stopping. Send again when it is back')
}

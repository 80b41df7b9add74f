import type { IncomingMessage, ServerResponse } from 'node:http'
import { UserError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import type { RunAnswer } from '../engine/engine.ts'
import type { Run } from '../engine/run.ts'
import { corsHeaders } from './access.ts'
import { historyUnwritable } from './on-disk.ts'
import { type Recipient, type RecordingOptions, recordAnswer } from './record-answer.ts'
import { answerOf, completeHeaders, errorAnswer, lateAnswer, type WireAnswer, writeAnswer } from './respond.ts'

export interface AnsweringOptions extends RecordingOptions {
  readonly settings: () => Settings
}

export interface WaitingOptions extends AnsweringOptions {
  /** The callers that wait for an answer, for the host's end. */
  readonly waiting: Set<Answering>
}

/** One caller waiting for one run: the first of answer, failure and limit is sent, once its run is on disk. */
export class Answering implements Recipient {
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
    recordAnswer(run, answer, this, this.#options)
  }

  ownHeaders(): readonly string[] {
    return corsHeaders(this.#request)
  }

  keepsAlive(): boolean {
    return this.#response.shouldKeepAlive
  }

  notSent(): 'client gone' | undefined {
    return this.#response.destroyed || this.#request.socket.destroyed ? 'client gone' : undefined
  }

  recorded(answer: WireAnswer | undefined): void {
    this.#write(answer ?? this.#completed(errorAnswer(historyUnwritable())))
  }

  #completed(answer: WireAnswer): WireAnswer {
    return completeHeaders(answer, corsHeaders(this.#request), this.#options.date(), this.#response.shouldKeepAlive)
  }

  #write(answer: WireAnswer): void {
    if (!this.#response.destroyed) writeAnswer(this.#response, answer, this.#options.files)
  }
}

/** Why nothing is taken up, and nothing answered any more, while the host stops. */
export function shuttingDown(): UserError {
  return new UserError('SHUTTING_DOWN', 'The host is stopping. Send again when it is back')
}

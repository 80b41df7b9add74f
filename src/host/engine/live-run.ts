import type { RunStatus } from '../../shared/execution.ts'
import type { EngineOptions, RunInput } from './engine.ts'
import { type Held, Holding } from './holding.ts'
import { Place } from './place.ts'
import type { Run } from './run.ts'
import { RunTimers } from './run-timers.ts'
import type { Slots } from './slots.ts'
import type { CompiledStep } from './steps/types.ts'

/** Milliseconds between two rows of a run that is DELAYED again and again. */
const ROW_INTERVAL = 1_000

/** A run under way, as the engine drives it. */
export class LiveRun {
  readonly run: Run
  readonly input: RunInput
  readonly options: EngineOptions
  readonly place: Place
  answered = false
  cancelled = false
  /** What ends when the run is cancelled. */
  readonly #ends = new Set<() => void>()
  #timers: RunTimers | undefined
  #holding: Holding | undefined
  #paused = false
  #savedAt = Number.NEGATIVE_INFINITY

  constructor(run: Run, input: RunInput, options: EngineOptions, slots: Slots) {
    this.run = run
    this.input = input
    this.options = options
    this.place = new Place(slots, this.onCancel)
  }

  /** Where it stands still. Made when first asked for, as the timers are: most runs need neither. */
  get holding(): Holding {
    this.#holding ??= new Holding(() => this.#turned())
    return this.#holding
  }

  /** Calls back when the run is cancelled, at once when it is already; gives how to take that back. */
  readonly onCancel = (end: () => void): (() => void) => {
    if (this.cancelled) end()
    else this.#ends.add(end)
    return () => this.#ends.delete(end)
  }

  /** Gives up what the run does now; no other step begins. */
  cancel(): void {
    this.cancelled = true
    for (const end of this.#ends) end()
    this.#ends.clear()
    this.#holding?.resume()
  }

  /** Whether the run is to stop before this step. */
  stopsBefore(step: CompiledStep, iteration: readonly number[]): boolean {
    if (this.cancelled) return false
    return this.#holding?.stopping || (this.options.stopBefore?.(this.run, step.step.id, iteration) ?? false)
  }

  /** Stands still before a step, without a place of `concurrency` and with all timers stopped. */
  async hold(held: Held): Promise<void> {
    await this.place.during(this.holding.hold(held))
    this.#restate()
  }

  /** Waits without a place of `concurrency`; ends early when the run is cancelled, stands still while it is paused. */
  async sleep(ms: number): Promise<void> {
    if (this.cancelled) return
    const waiting = this.place.during(
      new Promise<void>(resolve => {
        const over = () => {
          stop()
          forget()
          resolve()
        }
        const stop = this.#waits().after(ms, over)
        const forget = this.onCancel(over)
      }),
    )
    this.#restate()
    await waiting
    this.#restate()
  }

  /** An iteration has ended. When others of its fan-out go on, they keep the place, or wait without it. */
  branchEnded(iteration: readonly number[], othersGoOn: boolean): void {
    this.#holding?.branchEnded(iteration)
    if (!othersGoOn) return
    this.place.leave()
    this.#restate()
  }

  #waits(): RunTimers {
    this.#timers ??= new RunTimers(this.options.services.clock)
    return this.#timers
  }

  /** The run became paused, or goes on. */
  #turned(): void {
    const { paused } = this.holding
    if (paused !== this.#paused) {
      this.#paused = paused
      this.#waits().hold(paused)
      this.input.onHold?.(paused)
    }
    this.#restate()
  }

  #restate(): void {
    const { run, options } = this
    const status = this.#holding?.paused ? 'PAUSED' : this.place.idle ? 'DELAYED' : 'EXECUTING'
    if (status !== run.status) {
      run.status = status
      if (this.#isWorthARow(status)) options.save(run)
    }
    options.changed(run)
  }

  /** A row is all of a run's steps: a run whose branches fall asleep and wake by turns gets one a second. */
  #isWorthARow(status: RunStatus): boolean {
    if (status === 'EXECUTING') return false
    const now = this.options.services.clock.now()
    if (status === 'DELAYED' && now - this.#savedAt < ROW_INTERVAL) return false
    this.#savedAt = now
    return true
  }
}

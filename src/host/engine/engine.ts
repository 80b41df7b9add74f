import type { ExecutionError, RunSource } from '../../shared/execution.ts'
import type { Limits } from '../../shared/settings.ts'
import { executeSteps } from './execute.ts'
import { toExecutionError } from './failure.ts'
import type { Change, HeldStep } from './holding.ts'
import { LiveRun } from './live-run.ts'
import type { Plan } from './plan.ts'
import type { ReceivedRequest, Run } from './run.ts'
import { Scope } from './scope.ts'
import { Slots } from './slots.ts'
import type { Answer, StepServices } from './steps/types.ts'
import { idText, newId } from './uuid.ts'

/** How a run came to its answer. `accepted`: it has no Response step; `failed`: it ended without reaching one. */
export type RunAnswer = Answer | { kind: 'accepted' } | { kind: 'failed'; error: ExecutionError }

export interface RunInput {
  readonly plan: Plan
  readonly request: ReceivedRequest
  /** What `{{ trigger… }}` stands for: `{ request }` or `{ event }`. */
  readonly trigger: Record<string, unknown>
  readonly source: RunSource
  readonly requestName?: string
  readonly user: { userId: string; meta: Record<string, unknown> }
  /**
   * Called once: at once for `accepted`, else when the first Response is reached or the run ends without one. Gives false when
   * the caller has had another answer by then (542).
   */
  readonly onAnswer: (run: Run, answer: RunAnswer) => boolean
  /** Called when the run becomes paused (true) and when it goes on. */
  readonly onHold?: (held: boolean) => void
}

export interface EngineOptions {
  readonly services: StepServices
  readonly settings: () => { settings: Record<string, unknown>; limits: Limits }
  readonly secrets: () => Readonly<Record<string, string>>
  /** Writes the run's present state; its row is queued before this returns. */
  readonly save: (run: Run) => void
  /** Something of the run changed that a person may be watching. */
  readonly changed: (run: Run) => void
  /** Asked before every step: whether the run stops there until it is resumed (contract §2, Paused). Absent, it does not. */
  readonly stopBefore?: (run: Run, stepId: string, iteration: readonly number[]) => boolean
}

/** Runs workflows. Knows nothing of sockets, SQLite or the UI: they are handed to it. */
export class Engine {
  readonly #options: EngineOptions
  readonly #live = new Map<string, LiveRun>()
  readonly #slots: Slots

  constructor(options: EngineOptions) {
    this.#options = options
    this.#slots = new Slots(() => options.settings().limits)
  }

  /** Starts a run, at once or when a place is free. Throws TOO_MANY_RUNS when the queue is full. */
  start(input: RunInput): Run | Promise<Run> {
    const wait = this.#slots.take()
    return wait === undefined ? this.#begin(input) : wait.then(() => this.#begin(input))
  }

  /** Throws TOO_MANY_RUNS when so many runs could not all be started now. */
  checkRoom(runs: number): void {
    this.#slots.checkRoom(runs)
  }

  /** The run while it lives. */
  live(id: string): Run | undefined {
    return this.#live.get(id)?.run
  }

  /** All runs under way. */
  running(): Run[] {
    return [...this.#live.values()].map(live => live.run)
  }

  /** Ends a run: its present step is given up and no other begins. False when it is not under way. */
  cancel(id: string): boolean {
    const live = this.#live.get(id)
    if (!live || live.cancelled) return false
    live.cancel()
    return true
  }

  /** Makes a run stop before the next step of each of its branches. False when it is not under way. */
  pause(id: string): boolean {
    const live = this.#live.get(id)
    live?.holding.stop()
    return live !== undefined
  }

  /** The steps before which a run stands still. */
  held(id: string): HeldStep[] {
    return this.#live.get(id)?.holding.list() ?? []
  }

  /** Lets a paused run go on, and takes `pause` back. False when it neither stands anywhere nor was asked to. */
  resume(id: string): boolean {
    return this.#live.get(id)?.holding.resume() ?? false
  }

  /** Lets one branch of a paused run do one step: the first held, or the one of that iteration. False when none is held there. */
  step(id: string, iteration?: readonly number[]): boolean {
    return this.#live.get(id)?.holding.step(iteration) ?? false
  }

  /** Changes a value of a paused run (contract §2, Paused): the run is marked edited. False when there is nothing to change. */
  change(id: string, change: Change): boolean {
    const live = this.#live.get(id)
    if (!live?.holding.change(change, live.run.steps)) return false
    this.#options.save(live.run)
    this.#options.changed(live.run)
    return true
  }

  #begin(input: RunInput): Run {
    const { clock } = this.#options.services
    const startedAt = clock.now()
    const idBytes = newId(startedAt)
    const run: Run = {
      id: idText(idBytes),
      idBytes,
      workflow: input.plan,
      source: input.source,
      requestName: input.requestName,
      userId: input.user.userId,
      startedAt,
      request: input.request,
      steps: [
        {
          stepId: 'trigger',
          kind: 'trigger',
          name:
            input.plan.document.trigger.name ??
            (input.plan.document.trigger.type === 'event' ? 'App event' : 'Request trigger'),
          status: 'SUCCEEDED',
          startedAt: 0,
          durationMs: 0,
          attempts: 1,
          input: null,
          output: input.trigger,
        },
      ],
      status: 'EXECUTING',
      durationMs: null,
      error: undefined,
      response: null,
    }
    const live = new LiveRun(run, input, this.#options, this.#slots)
    this.#live.set(run.id, live)
    this.#options.save(run)
    this.#options.changed(run)
    if (!input.plan.answers) {
      live.answered = true
      input.onAnswer(run, { kind: 'accepted' })
    }
    void this.#drive(live)
    return run
  }

  async #drive(live: LiveRun): Promise<void> {
    const { run, input } = live
    const { clock } = this.#options.services
    let error: ExecutionError | undefined
    try {
      const pending = executeSteps(input.plan.steps, this.#scope(input), live, [])
      if (pending) await pending
    } catch (failure) {
      error = toExecutionError(failure)
    }
    this.#live.delete(run.id)
    live.place.end()
    if (live.cancelled) error = { code: 'CANCELLED', message: 'The run was stopped before it ended' }
    run.durationMs = clock.now() - run.startedAt
    run.status = live.cancelled ? 'CANCELLED' : error ? 'FAILED' : 'SUCCEEDED'
    run.error = error
    this.#options.save(run)
    this.#options.changed(run)
    if (!live.answered) {
      live.answered = true
      input.onAnswer(run, { kind: 'failed', error: error ?? notReached(input.plan) })
    }
  }

  #scope(input: RunInput): Scope {
    const scope = new Scope()
    scope.set('trigger', input.trigger)
    scope.set('user', input.user)
    scope.set('settings', this.#options.settings().settings)
    scope.set('secrets', this.#options.secrets())
    return scope
  }
}

function notReached(plan: Plan): ExecutionError {
  return {
    code: 'NO_RESPONSE_REACHED',
    message: `${plan.name} ended without reaching a Response step, so the caller has no answer`,
    remedy: 'Add a Response step to the branch that was taken, or after the conditional',
  }
}

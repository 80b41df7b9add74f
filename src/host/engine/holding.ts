import type { StepRecord } from './run.ts'
import type { Scope } from './scope.ts'

/** A step before which a run stands still. */
export interface HeldStep {
  readonly stepId: string
  /** Iteration indexes of the fan-outs around it, outermost first. */
  readonly iteration: readonly number[]
  /** Its input as it would begin with now. */
  readonly input: unknown
}

/** A value that a person changes while a run is paused. Without `iteration` the first held step is meant. */
export type Change =
  /** The input that the held step begins with. */
  | { readonly kind: 'input'; readonly iteration?: readonly number[]; readonly value: unknown }
  /** What later steps read of a step that has ended, `trigger` included. */
  | {
      readonly kind: 'output'
      readonly stepId: string
      readonly iteration?: readonly number[]
      readonly value: unknown
    }

/** A branch that stands before a step. */
export interface Held {
  readonly record: StepRecord
  readonly scope: Scope
  readonly iteration: readonly number[]
  /** The step's input, resolved from what its references give now. */
  readonly resolve: () => unknown
}

/**
 * The places where one run stands still. When one branch stops, the others stop before their next steps too; `step` lets one of
 * them do a single step while the rest wait.
 */
export class Holding {
  readonly #changed: () => void
  readonly #held = new Map<Held, () => void>()
  /** Branches that do a single step, by their iteration. */
  readonly #stepping = new Set<string>()
  #stopNext = false

  /** `changed` is called when the run becomes paused or goes on. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** True while a branch is held and none does a single step. */
  get paused(): boolean {
    return this.#held.size > 0 && this.#stepping.size === 0
  }

  /** Whether branches are to stop before their next steps. */
  get stopping(): boolean {
    return this.#stopNext || this.#held.size > 0
  }

  /** Asks every branch to stop before its next step. */
  stop(): void {
    this.#stopNext = true
  }

  /** Stands still until resumed or stepped. */
  hold(held: Held): Promise<void> {
    held.record.input = held.resolve()
    for (let depth = 0; depth <= held.iteration.length; depth++)
      this.#stepping.delete(keyOf(held.iteration.slice(0, depth)))
    return new Promise(go => {
      this.#held.set(held, go)
      this.#changed()
    })
  }

  /** A branch has ended: if it was doing a single step, it does so no more. */
  branchEnded(iteration: readonly number[]): void {
    if (this.#stepping.delete(keyOf(iteration))) this.#changed()
  }

  /** Lets all branches go on, and takes back what `stop` asked for. False when there was neither. */
  resume(): boolean {
    const going = [...this.#held.values()]
    const stopping = this.stopping
    this.#stopNext = false
    this.#stepping.clear()
    this.#held.clear()
    for (const go of going) go()
    if (going.length > 0) this.#changed()
    return stopping
  }

  /** Lets one held branch do one step. False when none is held there. */
  step(iteration?: readonly number[]): boolean {
    const held = this.#find(iteration)
    const go = held && this.#held.get(held)
    if (!held || !go) return false
    this.#stopNext = true
    this.#held.delete(held)
    this.#stepping.add(keyOf(held.iteration))
    go()
    this.#changed()
    return true
  }

  /** The steps before which branches stand, in the order they stopped. */
  list(): HeldStep[] {
    return [...this.#held.keys()].map(({ record, iteration }) => ({
      stepId: record.stepId,
      iteration,
      input: inputOf(record),
    }))
  }

  /** Changes a value and keeps it beside the original. False when nothing is held there, or that step has not ended. */
  change(change: Change, records: readonly StepRecord[]): boolean {
    const held = this.#find(change.iteration)
    if (!held) return false
    if (change.kind === 'input') {
      held.record.edited = { ...held.record.edited, input: change.value }
      return true
    }
    const record = records.findLast(
      ({ stepId, durationMs, iteration = [] }) =>
        stepId === change.stepId && durationMs !== null && iteration.every((index, at) => index === held.iteration[at]),
    )
    if (!record) return false
    record.edited = { ...record.edited, output: change.value }
    held.scope.change(change.stepId, change.value)
    for (const other of this.#held.keys()) other.record.input = other.resolve()
    return true
  }

  #find(iteration: readonly number[] | undefined): Held | undefined {
    const all = [...this.#held.keys()]
    return iteration === undefined ? all[0] : all.find(held => keyOf(held.iteration) === keyOf(iteration))
  }
}

/** What a step runs with: the input a person gave it, else its own. */
export function inputOf(record: StepRecord): unknown {
  return record.edited && 'input' in record.edited ? record.edited.input : record.input
}

function keyOf(iteration: readonly number[]): string {
  return iteration.join()
}

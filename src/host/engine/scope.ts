import { FanIn, type Lookup } from '../../shared/template.ts'

/** What references see at one place of a run: the outputs so far, and through the parent what lies outside a fan-out's iteration. */
export class Scope {
  readonly #values = new Map<string, unknown>()
  readonly #parent: Scope | undefined
  /** Bound, so it can be handed to templates as it is. */
  readonly lookup: Lookup = root => {
    const value = this.#values.get(root)
    return value === undefined ? this.#parent?.lookup(root) : value
  }

  constructor(parent?: Scope) {
    this.#parent = parent
  }

  /** Sets what `{{ root… }}` stands for. */
  set(root: string, value: unknown): void {
    this.#values.set(root, value)
  }

  /** Sets it where it stands: in this scope, or in the one around it. */
  change(root: string, value: unknown): void {
    if (this.#parent && !this.#values.has(root)) this.#parent.change(root, value)
    else this.set(root, value)
  }

  /**
   * Takes the outputs of a fan-out's iterations as arrays in iteration order. The first of `ids` is the fan-out's own,
   * whose `error` is that of all of it.
   */
  fanIn(ids: readonly string[], iterations: readonly Scope[], failed?: { error: unknown }): void {
    ids.forEach((id, place) => {
      const values = iterations.map(iteration => iteration.#values.get(id))
      this.set(id, new FanIn(values, place === 0 ? { error: failed?.error } : undefined))
    })
  }
}

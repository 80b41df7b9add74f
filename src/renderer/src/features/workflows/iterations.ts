import type { LiveStep } from '../../../../shared/control.ts'
import type { StepExecution } from '../../../../shared/execution.ts'
import { isRecord } from '../../../../shared/json.ts'
import type { Step } from '../../../../shared/steps/index.ts'
import { FanIn } from '../../../../shared/template.ts'
import type { Workflow } from '../../../../shared/workflow.ts'

type Iteration = readonly number[]

/** An iteration as one text, to compare and to keep: `2` or, in a fan-out in a fan-out, `0.2`; empty outside of any. */
export const iterationKey = (iteration: Iteration | undefined): string => (iteration ?? []).join('.')

/** The same for a person, counted from 1. */
export const iterationLabel = (iteration: Iteration | undefined): string =>
  (iteration ?? []).map(index => index + 1).join('.')

const byIteration = (a: Iteration = [], b: Iteration = []): number => {
  const at = a.findIndex((index, level) => index !== b[level])
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1)
}

/** A step's executions in the order of the items, however they came to start. */
export const executionsOf = <Execution extends Pick<StepExecution, 'stepId' | 'iteration'>>(
  executions: readonly Execution[],
  stepId: string | undefined,
): Execution[] =>
  executions.filter(execution => execution.stepId === stepId).sort((a, b) => byIteration(a.iteration, b.iteration))

/** The execution to look at: that of the chosen iteration, else the first that failed, else the first. */
export const executionToShow = <Execution extends Pick<LiveStep, 'iteration' | 'status'>>(
  executions: readonly Execution[],
  chosen: string | undefined,
): Execution | undefined =>
  executions.find(execution => iterationKey(execution.iteration) === chosen) ??
  executions.find(execution => execution.status === 'FAILED') ??
  executions[0]

const itemsOf = (output: unknown): readonly unknown[] | undefined =>
  isRecord(output) && Array.isArray(output.instance) ? output.instance : undefined

/** The fan-outs around each step, outermost first. */
const fanOutsAround = (steps: readonly Step[]): Map<string, readonly string[]> => {
  const places = new Map<string, readonly string[]>()
  const visit = (list: readonly Step[], around: readonly string[]): void => {
    for (const step of list) {
      places.set(step.id, around)
      if (step.type === 'conditional') {
        visit(step.whenTrue, around)
        visit(step.whenFalse, around)
      } else if (step.type === 'fanOut') visit(step.steps, [...around, step.id])
    }
  }
  visit(steps, [])
  return places
}

/**
 * What references stand for at one execution of a step, as the engine sees it: inside of a fan-out its `instance` is the iteration's
 * item and its steps are those of the iteration; after it they are arrays in the order of the items (contract §1, "After a fan-out").
 */
export const scopeAt = (
  workflow: Pick<Workflow, 'steps'>,
  executions: readonly Pick<StepExecution, 'stepId' | 'iteration' | 'output'>[],
  stepId: string | undefined,
  iteration: Iteration = [],
): Readonly<Record<string, unknown>> => {
  const places = fanOutsAround(workflow.steps)
  const fanOuts = new Set([...places.values()].flat())
  const key = (id: string, at: Iteration): string => `${id} ${iterationKey(at)}`
  const outputs = new Map(executions.map(({ stepId: id, iteration: at, output }) => [key(id, at ?? []), output]))
  const here = (stepId && places.get(stepId)) || []

  const afterFanOut = (output: unknown): unknown => {
    const items = itemsOf(output)
    return items
      ? new FanIn(
          items.map(instance => ({ instance })),
          isRecord(output) ? output : {},
        )
      : output
  }
  const valueAt = (id: string, around: readonly string[], at: Iteration): unknown => {
    const next = around[at.length]
    if (next === undefined) return fanOuts.has(id) ? afterFanOut(outputs.get(key(id, at))) : outputs.get(key(id, at))
    const items = itemsOf(outputs.get(key(next, at)))
    return items && new FanIn(items.map((_, index) => valueAt(id, around, [...at, index])))
  }

  const scope: Record<string, unknown> = {}
  for (const id of new Set([...places.keys(), ...executions.map(execution => execution.stepId)])) {
    const around = places.get(id) ?? []
    const apart = around.findIndex((fanOut, level) => here[level] !== fanOut)
    const at = iteration.slice(0, apart < 0 ? around.length : apart)
    const isAround = apart < 0 && here[around.length] === id
    scope[id] = isAround
      ? { instance: itemsOf(outputs.get(key(id, at)))?.[iteration[around.length] ?? 0] }
      : valueAt(id, around, at)
  }
  return scope
}

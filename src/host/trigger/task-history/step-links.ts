import { createHash } from 'node:crypto'
import type { StepExecution } from '../../../shared/execution.ts'
import { idBytes, idText } from '../../engine/uuid.ts'

/** What came before a step execution and what comes after it: indexes in the run's list of steps. */
export interface StepLinks {
  /** Null for the trigger. */
  prev: number | null
  next: number[]
}

/**
 * The id of a run's step execution: a UUIDv5 (RFC 9562 §5.5) of its place in the run's list, in the run's id as the name
 * space. A list only grows at its end, so the id is the same at every call, while the run goes on and when it has ended.
 */
export function stepExecutionId(runId: string, index: number): string {
  const namespace = idBytes(runId) ?? Buffer.from(runId)
  const hash = createHash('sha1').update(namespace).update(String(index)).digest().subarray(0, 16)
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  return idText(hash)
}

/**
 * How the steps of a run followed each other. Steps of one iteration follow in order, through the branches of conditionals;
 * the first of an iteration follows its fan-out, and so does what comes after the fan-out. `next` is `prev` the other way
 * round: of a fan-out the first step of every iteration and then the step after it, of a conditional the step of the branch
 * that was taken, or the step after it where that branch is empty.
 */
export function linkSteps(steps: readonly Pick<StepExecution, 'iteration'>[]): StepLinks[] {
  const links = steps.map((): StepLinks => ({ prev: null, next: [] }))
  const lastOf = new Map<string, { index: number; fanOut: number | null }>()
  for (const [index, { iteration = [] }] of steps.entries()) {
    const path = iteration.join()
    const fanOut = iteration.length === 0 ? null : (lastOf.get(iteration.slice(0, -1).join())?.index ?? null)
    const last = lastOf.get(path)
    // Two fan-outs one after the other have iterations of the same names.
    const prev = last && last.fanOut === fanOut ? last.index : fanOut
    lastOf.set(path, { index, fanOut })
    const link = links[index]
    if (link) link.prev = prev
    if (prev !== null) links[prev]?.next.push(index)
  }
  return links.map(({ prev, next }) => ({ prev, next: withFollowerLast(next, steps) }))
}

/** Iterations before what comes after their fan-out; both in the order in which they began. */
function withFollowerLast(next: number[], steps: readonly Pick<StepExecution, 'iteration'>[]): number[] {
  const depth = (index: number) => steps[index]?.iteration?.length ?? 0
  return next.length < 2 ? next : next.sort((a, b) => depth(b) - depth(a) || a - b)
}

import { FailedStep, toExecutionError } from './failure.ts'
import { inputOf } from './holding.ts'
import type { LiveRun } from './live-run.ts'
import { retryDelay } from './retry.ts'
import type { StepRecord } from './run.ts'
import type { Scope } from './scope.ts'
import { type CompiledStep, type StepContext, StepFailure } from './steps/types.ts'

/** One step on its way: what is run, where its references look, and the record it fills. */
interface Execution {
  readonly step: CompiledStep
  readonly scope: Scope
  readonly live: LiveRun
  readonly iteration: number[]
  readonly record: StepRecord
  /** Ends the step's hold on its run, once it was asked for a signal. */
  release?: () => void
}

/**
 * Runs steps in order. Gives undefined when all of them ended at once (the common short run costs no promise),
 * else a promise of their end. Throws, or rejects with, the FailedStep that ended them.
 */
export function executeSteps(
  steps: readonly CompiledStep[],
  scope: Scope,
  live: LiveRun,
  iteration: number[],
  from = 0,
): Promise<void> | undefined {
  for (let index = from; index < steps.length; index++) {
    const step = steps[index]
    if (!step) break
    if (live.cancelled) return undefined
    const pending = executeStep(step, scope, live, iteration)
    if (pending) return pending.then(() => executeSteps(steps, scope, live, iteration, index + 1))
  }
  return undefined
}

function executeStep(step: CompiledStep, scope: Scope, live: LiveRun, iteration: number[]): Promise<void> | undefined {
  const execution = { step, scope, live, iteration, record: beginRecord(step, live, iteration) }
  live.run.steps.push(execution.record)
  if (live.stopsBefore(step, iteration)) return heldFirst(execution)
  live.options.changed(live.run)
  return begin(execution)
}

/** Stands still before the step, which begins with what its references give then. */
async function heldFirst(execution: Execution): Promise<void> {
  const { step, scope, live, iteration, record } = execution
  record.status = 'PAUSED'
  await live.hold({ record, scope, iteration, resolve: () => preview(step, scope) })
  record.startedAt = live.options.services.clock.now() - live.run.startedAt
  if (live.cancelled) {
    end(record, 'CANCELLED', live)
    return
  }
  record.status = 'EXECUTING'
  live.options.changed(live.run)
  await begin(execution)
}

/** A step's input before it begins; null while it cannot be resolved. */
function preview(step: CompiledStep, scope: Scope): unknown {
  try {
    return step.executor.input(scope.lookup, [])
  } catch {
    return null
  }
}

function begin(execution: Execution): Promise<void> | undefined {
  let result: unknown
  try {
    result = attempt(execution)
  } catch (error) {
    return failed(error, execution)
  }
  if (!(result instanceof Promise)) return succeeded(result, execution)
  return result.then(
    output => succeeded(output, execution),
    error => failed(error, execution),
  )
}

function beginRecord(step: CompiledStep, live: LiveRun, iteration: number[]): StepRecord {
  const record: StepRecord = {
    stepId: step.step.id,
    kind: step.kind,
    name: step.name,
    status: 'EXECUTING',
    startedAt: live.options.services.clock.now() - live.run.startedAt,
    durationMs: null,
    attempts: 1,
    input: null,
    output: null,
  }
  if (iteration.length > 0) record.iteration = iteration
  return record
}

function attempt(execution: Execution): unknown {
  const { step, scope, record } = execution
  const missing: string[] = []
  record.input = step.executor.input(scope.lookup, missing)
  if (missing.length > 0) record.missing = missing
  return step.executor.execute(inputOf(record), contextOf(execution))
}

function contextOf(execution: Execution): StepContext {
  const { record, live } = execution
  let controller: AbortController | undefined
  return {
    services: live.options.services,
    runId: live.run.id,
    signal() {
      if (!controller) {
        const own = new AbortController()
        execution.release = live.onCancel(() => own.abort())
        controller = own
      }
      return controller.signal
    },
    addLogs(lines) {
      if (lines.length > 0) record.logs = [...(record.logs ?? []), ...lines]
    },
    answer(answer) {
      if (live.answered) return false
      const sent = live.input.onAnswer(live.run, answer)
      // Only now: what cannot be written fails the step, and the failure is the answer.
      live.answered = true
      return sent
    },
    async sleep(ms) {
      record.status = 'DELAYED'
      await live.sleep(ms)
      record.status = 'EXECUTING'
    },
    limits: live.options.settings().limits,
  }
}

function succeeded(output: unknown, execution: Execution): Promise<void> | undefined {
  const { step, scope, live, iteration, record } = execution
  execution.release?.()
  if (live.cancelled) {
    end(record, 'CANCELLED', live)
    return undefined
  }
  record.output = output
  scope.set(step.step.id, output)
  const { branch, each } = step.executor
  if (each) return fanOut(each, output, execution)
  end(record, 'SUCCEEDED', live)
  return branch ? executeSteps(branch(output), scope, live, iteration) : undefined
}

/** All iterations run to their end, in parallel; the first failed one (by its index) then fails the fan-out. */
async function fanOut(
  each: NonNullable<CompiledStep['executor']['each']>,
  output: unknown,
  { step, scope, record, live, iteration }: Execution,
): Promise<void> {
  const scopes = each.items(output).map(item => each.scope(item, scope))
  let left = scopes.length
  if (left > 0) live.place.split(left)
  const ends = await Promise.allSettled(
    scopes.map(async (inner, index) => {
      try {
        await executeSteps(each.steps, inner, live, [...iteration, index])
      } finally {
        live.branchEnded([...iteration, index], --left > 0)
      }
    }),
  )
  const failure = ends.find(end => end.status === 'rejected')
  if (!failure) {
    scope.fanIn(each.inner, scopes)
    end(record, live.cancelled ? 'CANCELLED' : 'SUCCEEDED', live)
    return
  }
  const error = toExecutionError(failure.reason)
  const count = ends.filter(end => end.status === 'rejected').length
  const message = `${count} of ${ends.length} iterations failed; the first: ${error.message}`
  record.error = { ...error, message, stepId: record.stepId }
  if (step.step.continueOnError) record.output = { ...(output as object), error: { message, code: error.code } }
  scope.fanIn(each.inner, scopes, { error: { message, code: error.code } })
  end(record, 'FAILED', live)
  if (!step.step.continueOnError) throw failure.reason
}

function failed(error: unknown, execution: Execution): Promise<void> | undefined {
  const { step, scope, live, record } = execution
  execution.release?.()
  if (live.cancelled) {
    end(record, 'CANCELLED', live)
    return undefined
  }
  const failure = { ...toExecutionError(error), stepId: step.step.id }
  record.error = failure
  const wait = mayRetry(step, live) ? retryDelay(record.attempts, Math.random()) : undefined
  if (wait !== undefined) return retry(wait, execution)
  end(record, 'FAILED', live)
  if (!step.step.continueOnError) throw new FailedStep(step.step.id, failure)
  const left = error instanceof StepFailure ? error.output : undefined
  record.output = left ?? { error: { message: failure.message, code: failure.code } }
  scope.set(step.step.id, record.output)
  return undefined
}

async function retry(wait: number, execution: Execution): Promise<void> {
  const { live, record } = execution
  live.options.changed(live.run)
  await live.sleep(wait)
  record.attempts++
  let output: unknown
  try {
    if (live.cancelled) throw new Error('cancelled')
    output = await attempt(execution)
  } catch (error) {
    await failed(error, execution)
    return
  }
  delete record.error
  await succeeded(output, execution)
}

/** Sends from the composer are tests, and tests are not tried again (Paragon §5, Auto-retry). */
function mayRetry(step: CompiledStep, live: LiveRun): boolean {
  return 'autoRetry' in step.step && step.step.autoRetry && live.input.source !== 'test-request'
}

function end(record: StepRecord, status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED', live: LiveRun): void {
  record.status = status
  record.durationMs = live.options.services.clock.now() - live.run.startedAt - record.startedAt
  live.options.changed(live.run)
}

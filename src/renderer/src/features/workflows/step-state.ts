import type { LiveStep } from '../../../../shared/control.ts'
import type { RunStatus, StepExecution } from '../../../../shared/execution.ts'
import type { Step } from '../../../../shared/steps/index.ts'
import type { Workflow } from '../../../../shared/workflow.ts'
import { groupBy } from '../../group-by.ts'

/** What a step's card says. `idle`: no run is shown; `waiting`: the run has not come there yet; `skipped`: it never will. */
export type StepPhase =
  | 'idle'
  | 'waiting'
  | 'running'
  | 'delayed'
  | 'paused'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'skipped'
  | 'disabled'

/** A step's state in the shown run. `durationMs` is the longest of its executions, `count` how many there were. */
export type StepState = {
  readonly phase: StepPhase
  readonly durationMs: number | null
  readonly startedAt: number | null
  readonly count: number
}

/** A conditional's way, or null while it is not known. */
export type Choice = 'Yes' | 'No' | null

/** The shown run as the flow needs it. */
export type ShownRun = { readonly ended: boolean; readonly steps: readonly (LiveStep | StepExecution)[] }

/** States and choices of a workflow's steps in one run, by step id; the trigger's is under `trigger`. */
export type RunStates = {
  readonly states: Readonly<Record<string, StepState>>
  readonly choices: Readonly<Record<string, Choice>>
}

/** How a step that was begun stands. */
export const PHASES: Record<RunStatus, StepPhase> = {
  EXECUTING: 'running',
  DELAYED: 'delayed',
  PAUSED: 'paused',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
}

const ORDER: readonly StepPhase[] = ['failed', 'paused', 'running', 'delayed', 'cancelled', 'succeeded']

const summarise = (executions: readonly (LiveStep | StepExecution)[]): StepState => {
  const phases = executions.map(execution => PHASES[execution.status])
  const durations = executions.flatMap(execution => execution.durationMs ?? [])
  return {
    phase: ORDER.find(phase => phases.includes(phase)) ?? 'succeeded',
    durationMs: durations.length > 0 ? Math.max(...durations) : null,
    startedAt: Math.min(...executions.map(execution => execution.startedAt)),
    count: executions.length,
  }
}

/** The way a conditional's output names. */
export const choiceIn = (output: unknown): Choice => {
  const choice =
    typeof output === 'object' && output !== null && 'selectedChoice' in output ? output.selectedChoice : null
  return choice === 'Yes' || choice === 'No' ? choice : null
}

/**
 * Works out each step's state. A conditional's way is what it said, else what its branches show: a branch ran, or the only one that
 * could run unseen is empty and the run has gone on.
 */
export const statesOf = (workflow: Pick<Workflow, 'steps'>, run: ShownRun | undefined): RunStates => {
  const executions = groupBy(run?.steps ?? [], step => step.stepId)
  const states: Record<string, StepState> = {}
  const choices: Record<string, Choice> = {}
  const lastStart = Math.max(-1, ...(run?.steps ?? []).map(step => step.startedAt))

  const choiceOf = (step: Extract<Step, { type: 'conditional' }>): Choice => {
    const execution = executions.get(step.id)?.at(-1)
    if (!execution) return null
    const said = 'output' in execution ? choiceIn(execution.output) : null
    if (said) return said
    if (step.whenTrue.some(inner => executions.has(inner.id))) return 'Yes'
    if (step.whenFalse.some(inner => executions.has(inner.id))) return 'No'
    const wentOn = execution.status === 'SUCCEEDED' && (run?.ended || lastStart > execution.startedAt)
    if (!wentOn) return null
    if (step.whenTrue.length === 0) return step.whenFalse.length === 0 ? null : 'Yes'
    return step.whenFalse.length === 0 ? 'No' : null
  }

  const visit = (steps: readonly Step[], unreachable: boolean): void => {
    for (const step of steps) {
      const own = executions.get(step.id)
      const absent: StepPhase = !run ? 'idle' : unreachable || run.ended ? 'skipped' : 'waiting'
      if (own) states[step.id] = summarise(own)
      else {
        const phase = step.disabled ? 'disabled' : absent
        states[step.id] = { phase, durationMs: null, startedAt: null, count: 0 }
      }
      if (step.type === 'conditional') {
        const choice = choiceOf(step)
        choices[step.id] = choice
        visit(step.whenTrue, unreachable || choice === 'No')
        visit(step.whenFalse, unreachable || choice === 'Yes')
      } else if (step.type === 'fanOut') visit(step.steps, unreachable)
    }
  }

  const trigger = executions.get('trigger')
  states.trigger = trigger
    ? summarise(trigger)
    : { phase: run ? 'succeeded' : 'idle', durationMs: null, startedAt: run ? 0 : null, count: run ? 1 : 0 }
  visit(workflow.steps, false)
  return { states, choices }
}

/** True for a step the run has come to. */
export const wasReached = (state: StepState | undefined): boolean => (state?.count ?? 0) > 0

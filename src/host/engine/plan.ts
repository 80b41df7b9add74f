import type { Step, StepKind } from '../../shared/steps/index.ts'
import { allSteps, type Workflow } from '../../shared/workflow.ts'
import type { RunWorkflow } from './run.ts'
import { STEP_COMPILERS } from './steps/index.ts'
import type { CompiledStep, FunctionText, StepCompiler } from './steps/types.ts'

/** A workflow ready to run: templates parsed, Functions at hand. Made once a version. */
export interface Plan extends RunWorkflow {
  readonly document: Workflow
  readonly steps: readonly CompiledStep[]
  /** Whether the caller waits for a Response step; without one the answer is 202 at once (Paragon §1.7). */
  readonly answers: boolean
}

export interface PlanSource {
  readonly slug: string
  readonly projectId: string
  readonly version: string
  readonly document: Workflow
  readonly functions: ReadonlyMap<string, FunctionText>
}

/** Compiles a loaded workflow. Its templates were checked when it was loaded, so a broken one here is a bug and throws. */
export function compilePlan(source: PlanSource): Plan {
  const { document } = source
  const compile = (steps: readonly Step[]): CompiledStep[] => steps.filter(step => !step.disabled).map(compileOne)
  const compileOne = (step: Step): CompiledStep => ({
    step,
    kind: step.type,
    name: step.name ?? step.id,
    executor: compilerOf(step.type)(step, { compile, functions: source.functions }),
  })
  return {
    id: document.id,
    slug: source.slug,
    name: document.name,
    projectId: source.projectId,
    version: source.version,
    document,
    steps: compile(document.steps),
    answers: document.trigger.type === 'request' && allSteps(document.steps).some(step => step.type === 'response'),
    snapshot: () => JSON.stringify({ document, functions: Object.fromEntries(source.functions) }),
  }
}

/** The registry is keyed by kind, so the compiler found takes exactly the step it is found for. */
function compilerOf(kind: StepKind): StepCompiler<StepKind> {
  return STEP_COMPILERS[kind] as StepCompiler<StepKind>
}

import type { ErrorCode } from '../../../shared/errors.ts'
import type { LogLine } from '../../../shared/execution.ts'
import type { Step, StepByKind, StepKind } from '../../../shared/steps/index.ts'
import type { Lookup } from '../../../shared/template.ts'
import type { FileStore } from '../../files.ts'
import type { FunctionPool } from '../../functions/types.ts'
import type { Integration } from '../../integrations/types.ts'
import type { Send } from '../../outgoing/types.ts'
import type { Clock } from '../clock.ts'
import type { Scope } from '../scope.ts'

export interface FunctionText {
  readonly file: string
  readonly source: string
  /** Where in `file` the text begins, for one that stands in a document; line and column from 1. */
  readonly at?: { readonly line: number; readonly column: number }
}

/** What steps run with. Handed to the engine, which knows none of their makers. */
export interface StepServices {
  readonly clock: Clock
  readonly files: FileStore
  readonly functions: FunctionPool
  readonly send: Send
  integration(name: string): Integration | undefined
}

/** What the caller gets from a Response step. */
export type Answer =
  | { kind: 'json'; status: number; body: unknown }
  | { kind: 'file'; status: number; file: import('../../../shared/file-value.ts').FileRef }

/** One step of one run, while it runs. */
export interface StepContext {
  readonly services: StepServices
  readonly runId: string
  /** Made when first asked for: most runs never need one. */
  readonly signal: () => AbortSignal
  readonly addLogs: (lines: readonly LogLine[]) => void
  /** Hands the answer to the caller; false when an earlier Response was first. */
  readonly answer: (answer: Answer) => boolean
  /** Waits without holding a place of `concurrency`; the run shows DELAYED. */
  readonly sleep: (ms: number) => Promise<void>
  readonly limits: { readonly fanOutItems: number; readonly stepOutput: number }
}

/** How one step of a document is carried out. */
export interface Executor {
  /** The step's input, resolved; references that lead nowhere are added to `missing`. */
  input(lookup: Lookup, missing: string[]): unknown
  /** Gives what later steps read. Throws a StepFailure or UserError when it fails. */
  execute(input: unknown, context: StepContext): unknown
  /** Steps that follow inside this one (a branch), chosen by its output. */
  branch?(output: unknown): readonly CompiledStep[]
  /** For a fan-out: its items, and the steps that run for each. */
  each?: {
    items(output: unknown): readonly unknown[]
    scope(item: unknown, parent: Scope): Scope
    steps: readonly CompiledStep[]
    inner: readonly string[]
  }
}

export interface CompiledStep {
  readonly step: Step
  readonly kind: StepKind
  readonly name: string
  readonly executor: Executor
}

export interface CompileContext {
  compile(steps: readonly Step[]): CompiledStep[]
  readonly functions: ReadonlyMap<string, FunctionText>
}

export type StepCompiler<K extends StepKind> = (step: StepByKind[K], context: CompileContext) => Executor

/** A step that failed. `output` is what it leaves behind with `continueOnError`. */
export class StepFailure extends Error {
  readonly code: ErrorCode
  readonly output: unknown
  readonly remedy: string | undefined
  constructor(code: ErrorCode, message: string, details: { output?: unknown; remedy?: string; stack?: string } = {}) {
    super(message)
    this.name = 'StepFailure'
    this.code = code
    this.output = details.output
    this.remedy = details.remedy
    this.stack = details.stack ?? ''
  }
}

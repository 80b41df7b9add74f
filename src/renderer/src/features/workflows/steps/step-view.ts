import type { LucideIcon } from 'lucide-react'
import type { FC } from 'react'
import type { WorkflowDetail } from '../../../../../shared/control.ts'
import type { StepExecution } from '../../../../../shared/execution.ts'
import type { Choice } from '../step-state.ts'
import type { Scope } from '../template-value.tsx'

/** What a card's second line may speak about beside the document. */
export type SummaryContext = { readonly choice: Choice; readonly source: string | undefined }

/** What a step's form gets: the document, the values of the shown run, and the source of a Function. */
export type ConfigureProps<S> = {
  readonly step: S
  readonly scope: Scope
  readonly choice: Choice
  readonly execution: StepExecution | undefined
  readonly source: WorkflowDetail['functions'][string] | undefined
}

/** How a step kind looks: its icon, its card's second line, and its form. One file a kind, one line in the registry. */
export type StepView<S> = {
  readonly label: string
  readonly icon: LucideIcon
  readonly iconOf?: (step: S) => LucideIcon
  readonly summary: (step: S, context: SummaryContext) => string
  readonly Configure: FC<ConfigureProps<S>>
}

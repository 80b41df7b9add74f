import type { LucideIcon } from 'lucide-react'
import type { FC } from 'react'
import type { Step, StepByKind, StepKind } from '../../../../../shared/steps/index.ts'
import { conditionalView } from './conditional.tsx'
import { delayView } from './delay.tsx'
import { fanOutView } from './fan-out.tsx'
import { functionView } from './function.tsx'
import { integrationView } from './integration.tsx'
import { requestView } from './request.tsx'
import { responseView } from './response.tsx'
import type { ConfigureProps, StepView, SummaryContext } from './step-view.ts'

type Registry = { readonly [Kind in StepKind]: StepView<StepByKind[Kind]> } & Readonly<Record<StepKind, unknown>>

/** The view of every step kind; a kind without one does not compile. */
export const STEP_VIEWS: Registry = {
  function: functionView,
  conditional: conditionalView,
  fanOut: fanOutView,
  delay: delayView,
  request: requestView,
  integration: integrationView,
  response: responseView,
}

// A registry of views by kind cannot tell TypeScript that a step and its view's parameter are the same kind; these three lines say so.
const viewOf = (step: Step): StepView<Step> => STEP_VIEWS[step.type] as unknown as StepView<Step>

export const stepIcon = (step: Step): LucideIcon => viewOf(step).iconOf?.(step) ?? viewOf(step).icon
export const stepSummary = (step: Step, context: SummaryContext): string => viewOf(step).summary(step, context)
export const stepForm = (step: Step): FC<ConfigureProps<Step>> => viewOf(step).Configure

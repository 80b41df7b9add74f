import { z } from 'zod'
import { type ConditionalStep, conditionalLabel, conditionalStep } from './conditional.ts'
import { type DelayStep, delayLabel, delayStep } from './delay.ts'
import { type FanOutStep, fanOutLabel, fanOutStep } from './fan-out.ts'
import { type FunctionStep, functionLabel, functionStep } from './function.ts'
import { type IntegrationStep, integrationLabel, integrationStep } from './integration.ts'
import { type RequestStep, requestLabel, requestStep } from './request.ts'
import { type ResponseStep, responseLabel, responseStep } from './response.ts'

/** Every step kind and its document type: add a kind with one file here and one line in this map. */
export interface StepByKind {
  function: FunctionStep
  conditional: ConditionalStep
  fanOut: FanOutStep
  delay: DelayStep
  request: RequestStep
  integration: IntegrationStep
  response: ResponseStep
}

export type StepKind = keyof StepByKind
export type Step = StepByKind[StepKind]

/** What people call each kind. */
export const STEP_LABELS: Record<StepKind, string> = {
  function: functionLabel,
  conditional: conditionalLabel,
  fanOut: fanOutLabel,
  delay: delayLabel,
  request: requestLabel,
  integration: integrationLabel,
  response: responseLabel,
}

/** One step of a workflow document, told apart by `type`. */
export const stepsSchema: z.ZodType<Step> = z.lazy(() =>
  z.discriminatedUnion('type', [
    functionStep,
    conditionalStep,
    fanOutStep,
    delayStep,
    requestStep,
    integrationStep,
    responseStep,
  ]),
) as z.ZodType<Step>

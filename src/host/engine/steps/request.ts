import type { RequestStep } from '../../../shared/steps/request.ts'
import { resolveTemplate } from '../../../shared/template.ts'
import { paginatedRequest } from '../pagination/paginated-request.ts'
import { type RequestInput, refusedBy, requestTemplate, sendRequest, withoutAbsent } from '../request-input.ts'
import { withinLimit } from '../step-output.ts'
import type { Executor, StepCompiler } from './types.ts'

/** Sends an HTTP request, or one for each page. A status outside 200–299 fails the step; with `continueOnError` its response is the output. */
export const request: StepCompiler<'request'> = step =>
  step.pagination === undefined ? singleRequest(step) : paginatedRequest(step, step.pagination)

function singleRequest(step: RequestStep): Executor {
  const template = requestTemplate(step)
  return {
    input: (lookup, missing) => withoutAbsent(resolveTemplate(template, lookup, missing)),
    async execute(input, context) {
      const response = withinLimit(await sendRequest(input as RequestInput, context), context.limits.stepOutput)
      if (response.statusCode >= 200 && response.statusCode < 300) return { response }
      throw refusedBy(response, input as RequestInput)
    },
  }
}

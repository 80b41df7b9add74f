import type { NamedValues } from '../../../shared/steps/common.ts'
import type { Authorization, RequestStep } from '../../../shared/steps/request.ts'
import { asText, parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { parseDuration } from '../../../shared/units.ts'
import type { OutgoingRequest } from '../../outgoing/types.ts'
import { withinLimit } from '../step-output.ts'
import { type StepCompiler, StepFailure } from './types.ts'

type Resolved = Pick<
  RequestStep,
  'method' | 'url' | 'params' | 'headers' | 'bodyType' | 'body' | 'authorization' | 'timeout'
>

/** Sends an HTTP request. A status outside 200–299 fails the step; with `continueOnError` its response is the output. */
export const request: StepCompiler<'request'> = step => {
  const { method, url, params, headers, bodyType, body, authorization, timeout } = step
  const template = parseTemplate({ method, url, params, headers, bodyType, body, authorization, timeout })
  return {
    input(lookup, missing) {
      const input = resolveTemplate(template, lookup, missing) as Record<string, unknown>
      for (const key of ['bodyType', 'body', 'authorization', 'timeout'])
        if (input[key] === undefined) delete input[key]
      return input
    },
    async execute(input, context) {
      const { send, clock, files } = context.services
      const response = withinLimit(
        await send(outgoing(input as Resolved), { signal: context.signal(), files, clock }),
        context.limits.stepOutput,
      )
      if (response.statusCode >= 200 && response.statusCode < 300) return { response }
      throw new StepFailure(
        'STEP_FAILED',
        `${step.method} ${(input as Resolved).url} was answered with ${response.statusCode}`,
        {
          output: { response },
          remedy:
            'Look at response.body in this step’s output, or set continueOnError: true and branch on response.statusCode',
        },
      )
    },
  }
}

function outgoing(input: Resolved): OutgoingRequest {
  return {
    method: input.method,
    url: input.url,
    params: pairs(input.params),
    headers: pairs(input.headers),
    bodyType: input.bodyType,
    body: input.body,
    authorization: input.authorization as Authorization | undefined,
    timeoutMs: input.timeout === undefined ? undefined : parseDuration(input.timeout),
  }
}

/** Names and values in order: a list value repeats its name, a missing value sends nothing. */
export function pairs(values: NamedValues): [string, string][] {
  const rows = Array.isArray(values) ? values.map(({ name, value }) => [name, value] as const) : Object.entries(values)
  return rows
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map(item => [name, item] as const) : [[name, value] as const],
    )
    .filter(([name, value]) => name !== '' && value !== null && value !== undefined)
    .map(([name, value]) => [name, asText(value)])
}

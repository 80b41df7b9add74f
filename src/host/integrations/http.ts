import { INTEGRATIONS } from '../../shared/integrations/index.ts'
import { type Authorization, BODY_TYPES, METHODS } from '../../shared/steps/request.ts'
import { type Lookup, parseTemplate, resolveTemplate } from '../../shared/template.ts'
import { StepFailure } from '../engine/steps/types.ts'
import { pairs } from '../outgoing/named-values.ts'
import type { Send } from '../outgoing/types.ts'
import { didYouMean } from '../workspace/nearest.ts'
import { type Input, readInput } from './input.ts'
import type { Integration } from './types.ts'

export interface HttpOptions {
  readonly name: string
  readonly baseUrl: string
  readonly authorization: Authorization | undefined
  readonly send: Send
  /** What `settings` and `secrets` in baseUrl and authorization stand for, now. */
  readonly lookup: Lookup
}

/** The stand-in of kind http (contract §1): a Request step below a base URL, with the authorization of the settings. */
export function createHttp({ name, baseUrl, authorization, send, lookup }: HttpOptions): Integration {
  const own = parseTemplate({ baseUrl, ...(authorization ? { authorization } : {}) })
  return {
    kind: 'http',
    actions: Object.keys(INTEGRATIONS.http.actions),
    async run(action, values, context) {
      const input = readInput({ integration: name, kind: 'http', action }, values, context.files)
      const missing: string[] = []
      const resolved = resolveTemplate(own, lookup, missing) as { baseUrl: string; authorization?: Authorization }
      if (missing.length > 0) {
        throw input.fail(
          `needs ${missing.join(' and ')}, which has no value; see integrations.${name} in triggerbench.yaml`,
        )
      }
      const method = oneOf(METHODS, input.text('method').toUpperCase(), input, 'method')
      const url = input.text('url')
      const response = await send(
        {
          method,
          url,
          baseUrl: resolved.baseUrl,
          params: pairs(input.get('params'), `${name}.request: params`),
          headers: pairs(input.get('headers'), `${name}.request: headers`),
          bodyType: bodyTypeOf(input),
          body: input.get('body'),
          authorization: resolved.authorization,
        },
        context,
      )
      if (response.statusCode >= 200 && response.statusCode < 300) return response
      throw new StepFailure('STEP_FAILED', `${name}: ${method} ${url} was answered with ${response.statusCode}`, {
        output: { response },
        remedy:
          'Look at response.body in this step’s output, or set continueOnError: true and branch on response.statusCode',
      })
    },
    async reset() {},
    async close() {},
  }
}

function bodyTypeOf(input: Input): (typeof BODY_TYPES)[number] | undefined {
  const text = input.optionalText('bodyType')
  return text === undefined ? undefined : oneOf(BODY_TYPES, text, input, 'bodyType')
}

function oneOf<T extends string>(known: readonly T[], text: string, input: Input, field: string): T {
  const found = known.find(word => word === text)
  if (found === undefined) throw input.fail(`does not take ${text}${didYouMean(text, known)}`, field)
  return found
}

import type { Authorization, RequestStep } from '../../shared/steps/request.ts'
import { parseTemplate, type Template } from '../../shared/template.ts'
import { parseDuration } from '../../shared/units.ts'
import { pairs } from '../outgoing/named-values.ts'
import type { OutgoingRequest, OutgoingResponse } from '../outgoing/types.ts'
import { type StepContext, StepFailure } from './steps/types.ts'

/** A Request step's fields with their templates resolved: any of them may be any data. */
export interface RequestInput {
  method: RequestStep['method']
  url: unknown
  params: unknown
  headers: unknown
  bodyType?: RequestStep['bodyType']
  body?: unknown
  authorization?: unknown
  timeout?: unknown
}

/** The templates of what a step sends. */
export function requestTemplate(step: RequestStep): Template {
  const { method, url, params, headers, bodyType, body, authorization, timeout } = step
  return parseTemplate({ method, url, params, headers, bodyType, body, authorization, timeout })
}

/** A resolved input without the fields that the document does not have. */
export function withoutAbsent(resolved: unknown): RequestInput {
  const given = Object.entries(resolved as object).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as unknown as RequestInput
}

/** Sends it. Throws a UserError or StepFailure (STEP_FAILED) for what cannot be sent, and when no answer came. */
export function sendRequest(input: RequestInput, context: StepContext): Promise<OutgoingResponse> {
  const { send, clock, files } = context.services
  return send(outgoing(input), { signal: context.signal(), files, clock, largestBody: context.limits.stepOutput })
}

/** The failure of a step whose request was answered outside 200–299; the answer is what it leaves behind. */
export function refusedBy(response: OutgoingResponse, { method, url }: { method: string; url: unknown }): StepFailure {
  return new StepFailure('STEP_FAILED', `${method} ${url} was answered with ${response.statusCode}`, {
    output: { response },
    remedy:
      'Look at response.body in this step’s output, or set continueOnError: true and branch on response.statusCode',
  })
}

function outgoing(input: RequestInput): OutgoingRequest {
  const { method, url, params, headers, bodyType, body, authorization, timeout } = input
  return {
    method,
    url: textOf(url),
    params: pairs(params, 'params'),
    headers: pairs(headers, 'headers'),
    bodyType,
    body,
    authorization: authorization as Authorization | undefined,
    timeoutMs: timeoutOf(timeout),
  }
}

function textOf(url: unknown): string {
  if (typeof url === 'string') return url
  const got = url === null || url === undefined ? 'nothing (the reference is missing)' : JSON.stringify(url)
  throw new StepFailure('STEP_FAILED', `url is ${got}; write a whole address such as https://api.example.com/contacts`)
}

function timeoutOf(timeout: unknown): number | undefined {
  if (timeout === undefined || timeout === null) return undefined
  const ms = typeof timeout === 'number' || typeof timeout === 'string' ? parseDuration(timeout) : undefined
  if (ms !== undefined && ms > 0) return ms
  throw new StepFailure('STEP_FAILED', `timeout is ${JSON.stringify(timeout)}; write milliseconds, or 600ms, 55s, 2m`)
}

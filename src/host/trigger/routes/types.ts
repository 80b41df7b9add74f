import type { IncomingMessage, ServerResponse } from 'node:http'
import { UserError } from '../../../shared/errors.ts'
import { corsHeaders } from '../access.ts'
import type { TriggerOptions } from '../options.ts'
import type { Head } from '../refuse.ts'
import type { Route } from '../route.ts'

/** One request on its way through the trigger listener. */
export interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Collects the body's first bytes for the record of a refusal. */
  readonly head: Head
  /** Answers with an error and keeps the request as refused. */
  readonly fail: (error: unknown, workflowId?: string) => void
  readonly options: TriggerOptions
}

/** Answers one kind of route, at once or later. What it throws is answered through `fail`. */
export type RouteHandler<K extends Route['kind']> = (route: Extract<Route, { kind: K }>, call: Call) => void

/** Answers with JSON. */
export function answerJson({ request, response }: Call, body: unknown, status = 200): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, [
      'Content-Type',
      'application/json; charset=utf-8',
      'Content-Length',
      String(Buffer.byteLength(text)),
      ...corsHeaders(request),
    ])
    .end(text)
}

/** Throws METHOD_NOT_ALLOWED unless the call reads; `what` is what was called. */
export function onlyRead(what: string, { method }: IncomingMessage): void {
  if (method === 'GET' || method === 'HEAD') return
  throw new UserError('METHOD_NOT_ALLOWED', `${what} takes GET, not ${method}`, { allow: 'GET, HEAD' })
}

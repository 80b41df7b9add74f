import type { IncomingMessage, ServerResponse } from 'node:http'
import { UserError } from '../../shared/errors.ts'
import { isRecord } from '../../shared/json.ts'
import type { Run } from '../engine/run.ts'
import { corsHeaders } from './access.ts'
import { historyUnwritable } from './answering.ts'
import { receive } from './receive.ts'
import type { Head } from './refuse.ts'
import { recordOf, type TriggerOptions } from './server.ts'
import { userOf } from './user.ts'

/** An App Event: runs every enabled workflow that listens to it and answers 201 once their runs are on disk (contract §2). */
export function takeEvent(
  request: IncomingMessage,
  response: ServerResponse,
  head: Head,
  fail: (error: unknown) => void,
  options: TriggerOptions,
): void {
  if (request.method !== 'POST')
    throw new UserError('METHOD_NOT_ALLOWED', `Events take POST, and this request is ${request.method}`, {
      allow: 'POST',
    })
  const settings = options.settings()
  if (request.headers.expect !== undefined) response.writeContinue()
  const { files, mask } = options
  receive(request, { limits: settings.limits, files, mask, head: head.add }, (error, received) => {
    const body = received?.request.body
    if (!received) return fail(error)
    if (!isRecord(body) || typeof body.name !== 'string') {
      return fail(
        new UserError(
          'VALIDATION_FAILED',
          'An event’s body is JSON with a name and a payload: {"name": "New lead", "payload": {…}}',
          { issues: [{ in: 'body', name: 'name', message: 'is missing' }] },
        ),
      )
    }
    const starts = options.workflows.ofEvent(body.name).map(async plan => {
      const run = await options.engine.start({
        plan,
        request: recordOf(request, received),
        trigger: { event: body.payload ?? null },
        source: 'event',
        user: userOf(request.headers.authorization, settings),
        onAnswer: () => {},
      })
      return kept(run, options)
    })
    Promise.all(starts).then(runs => {
      const text = JSON.stringify({
        executions: runs.map(run => ({ workflowId: run.workflow.id, executionId: run.id })),
      })
      response
        .writeHead(201, [
          'Content-Type',
          'application/json; charset=utf-8',
          'Content-Length',
          String(Buffer.byteLength(text)),
          ...corsHeaders(request),
        ])
        .end(text)
    }, fail)
  })
}

function kept(run: Run, options: TriggerOptions): Promise<Run> {
  return new Promise((resolve, reject) =>
    options.writer.save(run, error => (error ? reject(historyUnwritable()) : resolve(run))),
  )
}

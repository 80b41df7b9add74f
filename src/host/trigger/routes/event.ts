import { UserError } from '../../../shared/errors.ts'
import { isRecord } from '../../../shared/json.ts'
import { onDisk } from '../on-disk.ts'
import { askForBody } from '../read-body.ts'
import { receive } from '../receive.ts'
import { recordOf } from '../record.ts'
import { answerJson, type RouteHandler } from './types.ts'

/** An App Event: runs every enabled workflow that listens to it and answers 201 once their runs are on disk (contract §2). */
export const event: RouteHandler<'event'> = (_route, call) => {
  const { request, response, head, fail, options } = call
  if (request.method !== 'POST')
    throw new UserError('METHOD_NOT_ALLOWED', `Events take POST, and this request is ${request.method}`, {
      allow: 'POST',
    })
  const user = options.auth.user(request.headers.authorization)
  const { limits } = options.settings()
  askForBody(request, response, limits)
  const { files, mask } = options
  receive(request, { limits, files, mask, head: head.add }, (error, received) => {
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
    const plans = options.workflows.ofEvent(body.name)
    try {
      // A caller that is refused sends again: no workflow may have begun by then.
      options.engine.checkRoom(plans.length)
    } catch (problem) {
      return fail(problem)
    }
    const starts = plans.map(async plan => {
      const run = await options.engine.start({
        plan,
        request: recordOf(request, received),
        trigger: { event: body.payload ?? null },
        source: 'event',
        user,
        onAnswer: () => true,
      })
      return onDisk(run, options.writer)
    })
    Promise.all(starts).then(
      runs =>
        answerJson(call, { executions: runs.map(run => ({ workflowId: run.workflow.id, executionId: run.id })) }, 201),
      fail,
    )
  })
}

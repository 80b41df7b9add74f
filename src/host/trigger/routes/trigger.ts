import { Answering } from '../answering.ts'
import { askForBody } from '../read-body.ts'
import { receive } from '../receive.ts'
import { recordOf } from '../record.ts'
import { validate } from '../validate.ts'
import { planFor } from '../workflows.ts'
import type { RouteHandler } from './types.ts'

/** Runs a Request-triggered workflow and answers its caller (contract §2). */
export const trigger: RouteHandler<'trigger'> = ({ workflowId }, { request, response, head, fail, options }) => {
  try {
    const plan = planFor(options.workflows, workflowId, request.method ?? '')
    const user = options.auth.user(request.headers.authorization)
    const { limits } = options.settings()
    askForBody(request, response, limits)
    const { files, mask } = options
    receive(request, { limits, files, mask, head: head.add }, (error, received) => {
      if (!received) return fail(error, workflowId)
      try {
        if (plan.document.trigger.type === 'request') {
          validate(plan.document.trigger.validate, { ...received.request, fromForm: received.fromForm })
        }
        const answering = new Answering(request, response, options)
        const origin = options.originOf(request.socket.remoteAddress, request.socket.remotePort)
        const started = options.engine.start({
          plan,
          request: recordOf(request, received),
          trigger: { request: received.request },
          source: origin?.source ?? 'client',
          requestName: origin?.requestName,
          user,
          onAnswer: answering.take,
          onHold: answering.hold,
        })
        answering.startLimit()
        if (started instanceof Promise) started.then(run => answering.begun(run), fail)
        else answering.begun(started)
      } catch (problem) {
        fail(problem, workflowId)
      }
    })
  } catch (error) {
    fail(error, workflowId)
  }
}

import { idText, newId } from '../../engine/uuid.ts'
import { historyUnwritable } from '../on-disk.ts'
import { askForBody } from '../read-body.ts'
import { readRaw } from '../read-raw.ts'
import { recordOf } from '../record.ts'
import { checkMethod, knownWorkflow } from '../workflows.ts'
import { answerJson, type RouteHandler } from './types.ts'

/**
 * Keeps a request as test data (contract §2, Paragon §2 "auto-detect"): runs nothing, and asks neither for a token nor whether the
 * workflow is enabled, loads, or would take the request. Answers once it is on disk.
 */
export const capture: RouteHandler<'capture'> = ({ workflowId }, call) => {
  const { request, response, head, fail, options } = call
  knownWorkflow(options.workflows, workflowId)
  checkMethod('/capture', request.method ?? '')
  const { limits } = options.settings()
  askForBody(request, response, limits)
  const { files, mask, clock } = options
  readRaw(request, { limits, files, mask, head: head.add }).then(
    body => {
      const at = clock.now()
      const id = newId(at)
      options.writer.capture({ id, at, workflowId, request: { ...recordOf(request), body } }, error => {
        if (error) return fail(historyUnwritable(), workflowId)
        answerJson(call, { message: 'Request has been captured.', captureId: idText(id), workflowId }, 202)
        options.captured(at)
      })
    },
    error => fail(error, workflowId),
  )
}

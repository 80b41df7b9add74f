import { UserError } from '../../../shared/errors.ts'
import { corsHeaders } from '../access.ts'
import { answerJson, onlyRead, type RouteHandler } from './types.ts'

/** The dashboard's link to a run: leads to it in the app (Paragon §4). */
export const runPage: RouteHandler<'run-page'> = ({ projectId, workflowId, runId }, call) => {
  const { request, response, options, fail } = call
  onlyRead('A link to a run', request)
  options.taskHistory.detail(runId.toLowerCase()).then(run => {
    if (run?.projectId === projectId && run.workflowId === workflowId)
      response.writeHead(302, ['Location', options.runAddress(run.id), 'Content-Length', '0']).end()
    else fail(noRun(runId, workflowId))
  }, fail)
}

function noRun(runId: string, workflowId: string): UserError {
  const [run, workflow] = [runId, workflowId].map(id => JSON.stringify(id.slice(0, 100)))
  return new UserError(
    'EXECUTION_NOT_FOUND',
    `There is no run ${run} of the workflow ${workflow} in the history. It may have been removed: history.keep in triggerbench.yaml says for how long runs are kept`,
  )
}

/** What the client's hidden frame shows (Paragon §1.3). */
export const ui: RouteHandler<'ui'> = (_route, { request, response }) => {
  onlyRead('/ui', request)
  response
    .writeHead(200, ['Content-Type', 'text/html; charset=utf-8', ...corsHeaders(request)])
    .end('<!doctype html><title>Triggerbench</title>')
}

/** `GET /healthz`. */
export const health: RouteHandler<'health'> = (_route, call) => {
  onlyRead('/healthz', call.request)
  answerJson(call, { status: 'ok' })
}

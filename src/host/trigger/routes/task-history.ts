import { UserError } from '../../../shared/errors.ts'
import type { RunDetail } from '../../../shared/execution.ts'
import { httpStepsOf } from '../task-history/http-steps.ts'
import { noRunOf } from '../task-history/no-run.ts'
import { queryAt, readQuery } from '../task-history/query.ts'
import { detailView, executionView, stepView } from '../task-history/view.ts'
import { answerJson, type Call, type RouteHandler } from './types.ts'

/** `GET …/workflow-executions`: runs a hundred a page (contract §2, Task History). */
export const executions: RouteHandler<'executions'> = ({ projectId, query }, call) =>
  answer('GET', call, async () => {
    const { taskHistory } = call.options
    const filter = readQuery(projectId, query)
    const { items, total } = await taskHistory.executions(filter)
    const next = filter.offset + filter.limit
    const nextLink = next < total ? `${pageAddress(call)}?${queryAt(next, query, filter)}` : null
    return { workflowExecutions: items.map(executionView), nextLink, total }
  })

/** `GET …/workflow-executions/:id`: a run with its step executions. */
export const execution: RouteHandler<'execution'> = ({ projectId, runId }, call) =>
  answer('GET', call, async () => {
    const run = await find(projectId, runId, call)
    const calls = run.steps.some(({ kind }) => kind === 'integration')
    const version = calls ? await call.options.taskHistory.version(run.id) : undefined
    return detailView(run, version ? httpStepsOf(version.snapshot) : new Set())
  })

/** `GET …/workflow-executions/:id/step-executions/:sid`: what a step took and gave. */
export const stepExecution: RouteHandler<'step-execution'> = ({ projectId, runId, stepExecutionId }, call) =>
  answer('GET', call, async () => {
    const run = await find(projectId, runId, call)
    const step = stepView(run, stepExecutionId)
    if (!step) {
      throw new UserError(
        'EXECUTION_NOT_FOUND',
        `The run ${run.id} has no step execution ${quoted(stepExecutionId)}. Its stepExecutions list their ids`,
      )
    }
    return step
  })

/** `POST …/workflow-executions/:id/replay`: runs the original input on the run's version. */
export const replay: RouteHandler<'replay'> = ({ projectId, runId }, call) =>
  answer(
    'POST',
    call,
    async () => {
      const run = await call.options.taskHistory.replay(runId.toLowerCase(), projectId)
      return {
        id: run.id,
        userId: run.userId,
        workflowId: run.workflow.id,
        status: 'EXECUTING',
        dateStarted: new Date(run.startedAt).toISOString(),
      }
    },
    201,
  )

function answer(method: 'GET' | 'POST', call: Call, make: () => Promise<unknown>, status = 200): void {
  if (call.request.method !== method) {
    throw new UserError('METHOD_NOT_ALLOWED', `This address takes ${method}, not ${call.request.method}`, {
      allow: method,
    })
  }
  make().then(body => answerJson(call, body, status), call.fail)
}

async function find(projectId: string, runId: string, { options }: Call): Promise<RunDetail> {
  const run = await options.taskHistory.detail(runId.toLowerCase())
  if (run?.projectId === projectId) return run
  throw noRunOf(projectId, runId)
}

/** The list's address by the name that the caller called it by. */
function pageAddress({ request }: Call): string {
  const host = request.headers.host ?? `${request.socket.localAddress}:${request.socket.localPort}`
  return `http://${host}${(request.url ?? '').replace(/^https?:\/\/[^/]*/i, '').replace(/\?.*$/s, '')}`
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100))
}

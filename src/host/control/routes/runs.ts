import { Hono } from 'hono'
import type { ReplayResult } from '../../../shared/control.ts'
import { UserError } from '../../../shared/errors.ts'
import type { RunDetail, RunStatus } from '../../../shared/execution.ts'
import type { Run } from '../../engine/run.ts'
import { liveDetail } from '../live-detail.ts'
import type { ControlContext } from '../options.ts'
import { limitOf, numberOf } from '../query.ts'

const STATUSES: ReadonlySet<string> = new Set<RunStatus>([
  'EXECUTING',
  'DELAYED',
  'PAUSED',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
])

/** `GET /api/runs`, `GET /api/runs/:id`, `POST /api/runs/:id/cancel`, `POST /api/runs/:id/replay`. */
export function runRoutes(context: ControlContext): Hono {
  const { reader } = context.history
  const app = new Hono()

  app.get('/runs', async c => {
    const { workflow, status, code, before, limit } = c.req.query()
    return c.json(
      await reader.list({
        ...(workflow ? { workflowId: context.workspace.find(workflow)?.id ?? workflow } : {}),
        ...(status ? { status: statusOf(status) } : {}),
        ...(code ? { code: numberOf('code', code) } : {}),
        ...(before ? { before } : {}),
        limit: limitOf(limit),
      }),
    )
  })

  app.get('/runs/:id', async c => {
    const id = c.req.param('id')
    const run = c.req.query('wait') === 'end' ? await context.ended(id, c.req.raw.signal) : context.runs.live(id)
    await context.runs.recorded(id)
    const detail = run ? await shown(run, context) : await reader.get(id)
    if (!detail) throw notFound(id)
    return c.json(detail)
  })

  app.post('/runs/:id/cancel', c => {
    const id = c.req.param('id')
    if (!context.runs.cancel(id)) throw new UserError('EXECUTION_NOT_FOUND', `The run ${id} is not under way.`)
    return c.json({})
  })

  app.post('/runs/:id/replay', async c => {
    const run = await context.runs.replay(c.req.param('id').toLowerCase())
    return c.json({ runId: run.id } satisfies ReplayResult, 201)
  })
  return app
}

function shown(run: Run, context: ControlContext): Promise<RunDetail> {
  return liveDetail(run, {
    files: context.history.files,
    sign: key => context.signer.sign(key),
    secrets: context.secretsToMask,
    keepAuthorization: context.workspace.settings.history.keepAuthorization,
  })
}

function statusOf(text: string): RunStatus {
  if (STATUSES.has(text)) return text as RunStatus
  throw new UserError('QUERY_INVALID', `status is one of ${[...STATUSES].join(', ')}, not ${text}.`)
}

function notFound(id: string): UserError {
  return new UserError('EXECUTION_NOT_FOUND', `There is no run ${id} in the history.`)
}

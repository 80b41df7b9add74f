import { Hono } from 'hono'
import { UserError } from '../../../shared/errors.ts'
import type { ControlContext } from '../options.ts'
import { limitOf } from '../query.ts'

/** `GET /api/captures`, `GET /api/captures/:id`. */
export function captureRoutes(context: ControlContext): Hono {
  const { reader } = context.history
  const app = new Hono()
  app.get('/captures', async c => {
    const { workflow, before, limit } = c.req.query()
    return c.json(
      await reader.captureList({
        ...(workflow ? { workflowId: context.workspace.find(workflow)?.id ?? workflow } : {}),
        ...(before ? { before } : {}),
        limit: limitOf(limit),
      }),
    )
  })
  app.get('/captures/:id', async c => {
    const id = c.req.param('id')
    const captured = await reader.captureGet(id)
    if (!captured)
      throw new UserError('NOT_FOUND', `There is no captured request ${id}; the last 100 of a workflow are kept.`)
    return c.json(captured)
  })
  return app
}

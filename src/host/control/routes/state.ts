import { Hono } from 'hono'
import { UserError } from '../../../shared/errors.ts'
import type { ControlContext } from '../options.ts'
import { workflowDetail, workspaceState } from '../state.ts'

/** `GET /api/state`, `GET /api/workflows/:id`, `POST /api/trust`. */
export function stateRoutes(context: ControlContext): Hono {
  const app = new Hono()
  app.get('/state', async c => c.json(await workspaceState(context)))
  app.get('/workflows/:id', c => {
    const name = c.req.param('id')
    const workflow = context.workspace.find(name)
    if (!workflow) throw new UserError('WORKFLOW_NOT_FOUND', `There is no workflow ${name} in this workspace.`)
    return c.json(workflowDetail(workflow, context))
  })
  app.post('/trust', c => {
    context.trust.grant()
    context.hub.publishWorkspace()
    return c.json({})
  })
  return app
}

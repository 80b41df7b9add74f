import { Hono } from 'hono'
import { UserError } from '../../../shared/errors.ts'
import type { ControlContext } from '../options.ts'
import { limitOf } from '../query.ts'

/** `GET /api/refused`, `GET /api/refused/:id`. */
export function refusedRoutes(context: ControlContext): Hono {
  const { reader } = context.history
  const app = new Hono()
  app.get('/refused', async c => {
    const { before, limit } = c.req.query()
    return c.json(await reader.refusedList({ ...(before ? { before } : {}), limit: limitOf(limit) }))
  })
  app.get('/refused/:id', async c => {
    const id = c.req.param('id')
    const refused = await reader.refusedGet(id)
    if (!refused) throw new UserError('NOT_FOUND', `There is no refused request ${id}; the last 1,000 are kept.`)
    return c.json(refused)
  })
  return app
}

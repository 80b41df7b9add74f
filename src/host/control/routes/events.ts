import { Hono } from 'hono'
import { ControlFailure } from '../errors.ts'
import type { ControlContext } from '../options.ts'

/** `GET /api/events`, `POST /api/focus`. */
export function eventRoutes(context: ControlContext): Hono {
  const app = new Hono()
  app.get('/events', c =>
    c.body(context.hub.subscribe(), 200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }),
  )
  app.post('/focus', async c => {
    const { path } = (await c.req.json().catch(() => ({}))) as { path?: unknown }
    if (path !== undefined && (typeof path !== 'string' || !/^\/(?!\/)/.test(path)))
      throw new ControlFailure(400, 'REQUEST_INVALID', 'path is the path of a page, such as /runs/<id>.')
    return c.json({ pages: context.hub.focus(path) })
  })
  return app
}

import { Hono } from 'hono'
import { UserError } from '../../shared/errors.ts'
import { answerError } from './errors.ts'
import { checkHost, checkOrigin, checkPageOrigin, checkToken, safeHeaders } from './guard.ts'
import type { ControlContext } from './options.ts'
import { captureRoutes } from './routes/captures.ts'
import { eventRoutes } from './routes/events.ts'
import { fileRoutes } from './routes/files.ts'
import { payloadApi, payloadRoutes } from './routes/payloads.ts'
import { refusedRoutes } from './routes/refused.ts'
import { runRoutes } from './routes/runs.ts'
import { sendRoutes } from './routes/send.ts'
import { stateRoutes } from './routes/state.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { uiRoutes } from './routes/ui.ts'

/** The control listener's routes behind their checks (safety.md, "Two local servers"): Host first, then origin, then the token. */
export function createApp(context: ControlContext, port: () => number): Hono {
  const app = new Hono()
  app.onError((error, c) => answerError(error, c, context.log))
  app.notFound(c => answerError(new UserError('NOT_FOUND', `Nothing answers ${c.req.path}.`), c, context.log))
  app.use(safeHeaders)
  app.use(checkHost(port))

  const api = new Hono()
  api.use(checkOrigin, checkToken(context.token))
  api.use(async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  })
  for (const routes of [
    stateRoutes,
    runRoutes,
    refusedRoutes,
    captureRoutes,
    sendRoutes,
    fileRoutes,
    payloadApi,
    eventRoutes,
    tokenRoutes,
  ])
    api.route('/', routes(context))
  api.all('*', c => {
    throw new UserError('NOT_FOUND', `The control API has no ${c.req.method} ${c.req.path}.`)
  })
  app.route('/api', api)

  app.use('/payloads/*', checkOrigin)
  app.route('/payloads', payloadRoutes(context))

  app.use(checkPageOrigin)
  app.route('/', uiRoutes(context.uiDir))
  return app
}

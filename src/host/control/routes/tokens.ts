import { Hono } from 'hono'
import { z } from 'zod'
import type { TokenRequest } from '../../../shared/control.ts'
import { parseDuration } from '../../../shared/units.ts'
import { ControlFailure } from '../errors.ts'
import type { ControlContext } from '../options.ts'

const tokenSchema: z.ZodType<TokenRequest> = z.strictObject({
  sub: z.string().min(1).optional(),
  expiresIn: z.union([z.string(), z.number()]).optional(),
})

/** `POST /api/token`. */
export function tokenRoutes(context: ControlContext): Hono {
  const app = new Hono()
  app.post('/token', async c => {
    const text = await c.req.text()
    const { sub = context.workspace.settings.user.userId, expiresIn } = read(text)
    const ms = expiresIn === undefined ? undefined : parseDuration(expiresIn)
    if (expiresIn !== undefined && !ms)
      throw new ControlFailure(400, 'REQUEST_INVALID', 'expiresIn: a duration is milliseconds or 90s, 15m, 1h, 30d', {
        field: 'expiresIn',
      })
    return c.json(await context.tokens.issue(sub, ms))
  })
  return app
}

function read(text: string): TokenRequest {
  let body: unknown
  try {
    body = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new ControlFailure(400, 'BODY_NOT_JSON', 'The body of this call is { sub?, expiresIn? } as JSON.')
  }
  const parsed = tokenSchema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new ControlFailure(400, 'REQUEST_INVALID', `${field}: ${issue?.message}`, { field })
}

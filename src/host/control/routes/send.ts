import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { SendRequest } from '../../../shared/control.ts'
import { UserError } from '../../../shared/errors.ts'
import { testRequestSchema } from '../../../shared/request.ts'
import { ControlFailure } from '../errors.ts'
import type { ControlContext } from '../options.ts'
import { triggerUrlOf } from '../state.ts'

const sendSchema = z.strictObject({
  workflowId: z.string(),
  request: testRequestSchema,
  requestName: z.string().optional(),
  source: z.enum(['test-request', 'cli']).optional(),
})

const LARGEST = 256 * 1024 * 1024

/** `POST /api/send`, `POST /api/compose`. */
export function sendRoutes(context: ControlContext): Hono {
  const app = new Hono()
  const limit = bodyLimit({
    maxSize: LARGEST,
    onError: () => {
      throw new ControlFailure(
        413,
        'BODY_TOO_LARGE',
        'A test request is at most 256 MiB of JSON; put large bodies into a file.',
      )
    },
  })

  app.post('/compose', limit, async c => {
    const { request, url } = await readSend(c, context)
    return c.json(await context.composer.compose(request, url))
  })

  app.post('/send', limit, async c => {
    const { request, url, requestName, source = 'test-request' } = await readSend(c, context)
    return c.json(await context.composer.send(request, url, { source, requestName }, c.req.raw.signal))
  })
  return app
}

async function readSend(c: Context, context: ControlContext): Promise<SendRequest & { url: string }> {
  const body: unknown = await c.req.json().catch(() => {
    throw new ControlFailure(400, 'BODY_NOT_JSON', 'The body of this call is a SendRequest as JSON.')
  })
  const parsed = sendSchema.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue?.path.join('.') ?? ''
    throw new ControlFailure(400, 'REQUEST_INVALID', `${field}: ${issue?.message}`, { field })
  }
  const { workflowId } = parsed.data
  const workflow = context.workspace.find(workflowId)
  if (!workflow) throw new UserError('WORKFLOW_NOT_FOUND', `There is no workflow ${workflowId} in this workspace.`)
  const url = triggerUrlOf(workflow, context)
  if (url === null) {
    throw new UserError(
      'WORKFLOW_INVALID',
      `${workflow.file} has no id, so it has no address to send to. Add a line "id: <uuid>" to it.`,
    )
  }
  return { ...parsed.data, url }
}

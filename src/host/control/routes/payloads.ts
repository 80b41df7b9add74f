import { create } from 'content-disposition'
import { type Context, Hono } from 'hono'
import { UserError } from '../../../shared/errors.ts'
import { ControlFailure } from '../errors.ts'
import type { ControlContext } from '../options.ts'
import { findPayload, type Payload } from '../payload-bytes.ts'
import { rangeOf } from '../range.ts'
import { streamOf } from '../stream.ts'

/** `POST /api/payloads/:sha256/url`. */
export function payloadApi(context: ControlContext): Hono {
  const app = new Hono()
  app.post('/payloads/:sha256/url', async c => {
    const hash = c.req.param('sha256')
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new UserError('NOT_FOUND', `${hash} is no SHA-256 in lower-case hex.`)
    const { mimeType, name } = (await c.req.json().catch(() => ({}))) as Record<string, unknown>
    return c.json({
      url: context.signer.sign(`sha256/${hash}`, {
        ...(typeof mimeType === 'string' ? { mimeType } : {}),
        ...(typeof name === 'string' ? { name } : {}),
      }),
    })
  })
  return app
}

/** `GET /payloads/…`: bytes for a signed address, with Range. Their type is the one asked for; nothing in them runs. */
export function payloadRoutes(context: ControlContext): Hono {
  const app = new Hono()
  app.get('/*', async c => {
    const asked = context.signer.check(new URL(c.req.url))
    if (!asked)
      throw new ControlFailure(
        403,
        'ADDRESS_EXPIRED',
        'This address was not made by this host, or it has expired. Load the run again.',
      )
    const payload = await findPayload(asked.key, context)
    if (!payload) throw new UserError('NOT_FOUND', 'These bytes are no longer kept.')
    const headers = headersOf(payload, asked)
    return answer(c, payload, headers)
  })
  return app
}

function headersOf(payload: Payload, look: { mimeType?: string; name?: string }): Headers {
  const type = look.mimeType ?? ''
  return new Headers({
    'Content-Type': /^[\x20-\x7e]+$/.test(type) ? type : 'application/octet-stream',
    'Content-Disposition': create(look.name, { type: 'inline' }),
    'Content-Security-Policy': 'sandbox',
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, max-age=3600',
    ETag: `"${payload.tag}"`,
  })
}

function answer(c: Context, payload: Payload, headers: Headers): Response {
  const { size } = payload
  const tag = headers.get('ETag')
  if (c.req.header('if-none-match') === tag) return new Response(null, { status: 304, headers })
  const condition = c.req.header('if-range')
  const range = rangeOf(condition === undefined || condition === tag ? c.req.header('range') : undefined, size)
  if (range.kind === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${size}`)
    return new Response(null, { status: 416, headers })
  }
  const { start, end } = range.kind === 'part' ? range : { start: 0, end: size }
  if (range.kind === 'part') headers.set('Content-Range', `bytes ${start}-${end - 1}/${size}`)
  headers.set('Content-Length', String(end - start))
  const body = c.req.method === 'HEAD' || start === end ? null : streamOf(payload.read(start, end))
  return new Response(body, { status: range.kind === 'part' ? 206 : 200, headers })
}

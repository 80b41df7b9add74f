import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { Hono } from 'hono'
import { ControlFailure } from '../errors.ts'
import type { ControlContext } from '../options.ts'
import { keepUpload } from '../uploads.ts'
import { describeFile } from '../workspace-files.ts'

/** `GET /api/files?path=`, `POST /api/files?name=`. */
export function fileRoutes(context: ControlContext): Hono {
  const { workspace, signer } = context
  const app = new Hono()
  app.get('/files', async c => c.json(await describeFile(workspace, signer, asked(c.req.query('path'), 'path'))))
  app.post('/files', async c => {
    const name = asked(c.req.query('name'), 'name')
    const { body } = c.req.raw
    const bytes = body ? Readable.fromWeb(body as ReadableStream<Uint8Array>) : Readable.from([])
    const path = await keepUpload(workspace.root, name, bytes)
    return c.json(await describeFile(workspace, signer, path))
  })
  return app
}

function asked(value: string | undefined, name: string): string {
  if (value) return value
  throw new ControlFailure(400, 'QUERY_INVALID', `The query parameter ${name} is needed.`)
}

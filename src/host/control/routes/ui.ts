import { stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { Hono } from 'hono'
import { lookup } from 'mime-types'
import { fileBytes } from '../../composer/bytes.ts'
import { isInside } from '../../workspace/paths.ts'
import { streamOf } from '../stream.ts'

const NOT_BUILT = 'The page of this program is not built. Run npm run build, then reload.\n'

/**
 * The built UI: `index.html` for every page of it (`/`, `/history`, `/runs/<id>`, …), files under `assets/` for ever since their
 * names hold their hash.
 */
export function uiRoutes(uiDir: string | undefined): Hono {
  const app = new Hono()
  app.get('/*', async c => {
    if (!uiDir) return c.text(NOT_BUILT, 503)
    const path = c.req.path
    const name = extname(path) === '' ? '/index.html' : path
    const file = resolve(join(uiDir, name))
    const found = isInside(resolve(uiDir), file) ? await stat(file).catch(() => undefined) : undefined
    if (!found?.isFile()) return name === '/index.html' ? c.text(NOT_BUILT, 503) : c.notFound()
    const headers = {
      'Content-Type': contentType(name),
      'Content-Length': String(found.size),
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
    }
    const body = c.req.method === 'HEAD' ? null : streamOf(fileBytes(file, found.size).read(0, found.size))
    return new Response(body, { headers })
  })
  return app
}

function contentType(name: string): string {
  const type = lookup(name) || 'application/octet-stream'
  return /^text\/|javascript$|json$/.test(type) ? `${type}; charset=utf-8` : type
}

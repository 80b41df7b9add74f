import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { TOKEN_HEADER } from '../../shared/control.ts'
import { UserError } from '../../shared/errors.ts'

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d+))?$/i

/** Headers of every answer. An answer may set a stricter policy of its own. */
export const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  const { headers } = context.res
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', CONTENT_SECURITY_POLICY)
  headers.set('X-Content-Type-Options', 'nosniff')
  headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  headers.set('Referrer-Policy', 'no-referrer')
}

/** Refuses a Host that is not a loopback name with this listener's port: a name that was rebound to this machine (DNS rebinding). */
export function checkHost(port: () => number): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host')
    const match = LOOPBACK_HOST.exec(host ?? '')
    if (!match || Number(match[1] ?? 80) !== port()) {
      throw new UserError(
        'HOST_FORBIDDEN',
        `This listener answers 127.0.0.1, localhost and [::1] with port ${port()} only.`,
      )
    }
    await next()
  }
}

/**
 * Refuses what another web page asks for: an Origin that is not this listener's own, or a Sec-Fetch-Site that is neither
 * same-origin nor a person's own navigation. Programs send neither.
 */
export const checkOrigin: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('origin')
  if (origin !== undefined && origin.toLowerCase() !== `http://${context.req.header('host')?.toLowerCase()}`)
    throw forbiddenOrigin()
  const site = context.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw forbiddenOrigin()
  await next()
}

/** As `checkOrigin`, but another page may link here: a whole page that opens in a tab of its own shows nothing without the token. */
export const checkPageOrigin: MiddlewareHandler = async (context, next) => {
  const navigates =
    context.req.header('sec-fetch-mode') === 'navigate' && context.req.header('sec-fetch-dest') === 'document'
  if (navigates) return next()
  return checkOrigin(context, next)
}

function forbiddenOrigin(): UserError {
  return new UserError('ORIGIN_FORBIDDEN', 'Another web page may not call the control API.')
}

/** Asks for the token in its header; compared in constant time. */
export function checkToken(token: string): MiddlewareHandler {
  const right = digest(token)
  return async (context, next) => {
    const given = context.req.header(TOKEN_HEADER)
    if (given === undefined) {
      throw new UserError(
        'TOKEN_MISSING',
        `The control API needs the header ${TOKEN_HEADER}. Open the app by the address the host prints.`,
      )
    }
    if (!timingSafeEqual(digest(given), right)) {
      throw new UserError(
        'TOKEN_INVALID',
        'This is not the token of this host. Open the app by the address the host prints.',
      )
    }
    await next()
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

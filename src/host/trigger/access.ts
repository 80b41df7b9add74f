import type { IncomingMessage } from 'node:http'
import { UserError } from '../../shared/errors.ts'

export interface AccessRules {
  /** The port the listener answers on. */
  port: number
  /** Further names accepted in Host, with any port: a tunnel or container maps ports. */
  hosts: readonly string[]
  /** Web origins that may call besides loopback ones. */
  origins: readonly string[]
}

const LOOPBACK_ORIGIN =
  /^https?:\/\/(?:localhost|[\w-]+(?:\.[\w-]+)*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/** True for a Host header that names this machine with the right port, or a name from the settings (DNS rebinding ends here). */
export function hostAllowed(host: string | undefined, rules: AccessRules): boolean {
  if (host === undefined) return false
  const match = /^(\[[0-9a-f:]+\]|[^:]*)(?::(\d+))?$/i.exec(host)
  const name = match?.[1]?.toLowerCase()
  if (!name) return false
  if (rules.hosts.some(allowed => allowed.toLowerCase() === name || allowed.toLowerCase() === host.toLowerCase()))
    return true
  return Number(match?.[2] ?? 80) === rules.port && isLoopbackName(name)
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name)
}

/** True for a web origin that may call: a loopback one, or one of the settings (`null` and app schemes only when named). */
export function originAllowed(origin: string, rules: AccessRules): boolean {
  return LOOPBACK_ORIGIN.test(origin) || rules.origins.includes(origin)
}

/** Scheme and authority of a target in absolute form, as clients of a proxy send it (RFC 9112 §3.2.2). */
const ABSOLUTE = /^https?:\/\/([^/?#]*)/i

/** A target's path and query, whichever form it has. */
export function originForm(target: string): string {
  return target.startsWith('/') ? target : target.replace(ABSOLUTE, '') || '/'
}

/**
 * Checks Host and Origin before anything runs. The authority of a target in absolute form is a host as well; two Host
 * headers are none (RFC 9112 §3.2). Throws HOST_FORBIDDEN, ORIGIN_FORBIDDEN or REQUEST_MALFORMED.
 */
export function checkAccess(request: IncomingMessage, rules: AccessRules): void {
  const { origin, host: named } = request.headers
  if (hasTwoHosts(request.rawHeaders)) {
    throw new UserError('REQUEST_MALFORMED', 'The request has more than one Host header. Send one')
  }
  const authority = ABSOLUTE.exec(request.url ?? '')?.[1]
  const host = authority !== undefined && hostAllowed(named, rules) ? authority : named
  if (!hostAllowed(host, rules)) {
    throw new UserError(
      'HOST_FORBIDDEN',
      `The Host header says ${host === undefined ? 'nothing' : JSON.stringify(host)}. This listener answers localhost, 127.0.0.1 and [::1] with port ${rules.port}; add other names to trigger.hosts in triggerbench.yaml`,
    )
  }
  if (origin !== undefined && !originAllowed(origin, rules)) {
    throw new UserError(
      'ORIGIN_FORBIDDEN',
      `Pages of ${origin} may not call this listener. Add it to trigger.origins in triggerbench.yaml to allow it`,
    )
  }
}

function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}

/** CORS headers for an allowed origin, as a flat list; empty for a call that is not a web page's. */
export function corsHeaders(request: IncomingMessage): string[] {
  const { origin } = request.headers
  if (origin === undefined) return []
  return [
    'Access-Control-Allow-Origin',
    origin,
    'Vary',
    'Origin',
    'Access-Control-Expose-Headers',
    'X-Execution-Id, Link',
  ]
}

/** The answer to a preflight: the headers a page asked for are reflected, since callers send their own (Paragon §1.4). */
export function preflightHeaders(request: IncomingMessage): string[] {
  const asked = request.headers['access-control-request-headers']
  const local = request.headers['access-control-request-private-network']
  return [
    ...corsHeaders(request),
    'Access-Control-Allow-Methods',
    'GET, POST, PUT, PATCH, DELETE',
    ...(asked === undefined ? [] : ['Access-Control-Allow-Headers', asked]),
    ...(local === 'true' ? ['Access-Control-Allow-Private-Network', 'true'] : []),
    'Access-Control-Max-Age',
    '600',
  ]
}

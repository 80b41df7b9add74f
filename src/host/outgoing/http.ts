import { type Dispatcher, request as sendOnce } from 'undici'
import { UserError } from '../../shared/errors.ts'
import { isRecord } from '../../shared/json.ts'
import { formatDuration } from '../../shared/units.ts'
import { addressOf, shown, takeUserInfo } from './address.ts'
import { type AskToken, basic, createAuthorizer } from './authorization.ts'
import { bodyOf } from './bodies.ts'
import { unreachable } from './failure.ts'
import type { IssuedCredentials } from './issued-credentials.ts'
import { createOriginSlots } from './origin-slots.ts'
import { type ResponseHeaders, readBody } from './read-response.ts'
import { type Hop, MAX_REDIRECTS, nextHop } from './redirect.ts'
import { headerOf, requestHeaders } from './request-headers.ts'
import type { OutgoingRequest, OutgoingResponse, Redirect, Send, SendContext } from './types.ts'

/** How long a request without a timeout of its own may take, redirects and body included. */
const DEFAULT_TIMEOUT_MS = 60_000

/** Makes a `send` with OAuth tokens of its own (contract §1, `request`); `issued` takes the credentials that no record names. */
export function createSend(issued?: Pick<IssuedCredentials, 'add'>): Send {
  const authorizer = createAuthorizer()
  const slots = createOriginSlots()

  const perform = async (request: OutgoingRequest, context: SendContext): Promise<OutgoingResponse> => {
    const ask: AskToken = async (url, form, headers) => {
      const token = { method: 'POST', url, params: [], headers, bodyType: 'x-www-form-urlencoded' as const, body: form }
      const { statusCode, body } = await perform(token, context)
      if (statusCode >= 200 && statusCode < 300) return body
      throw new UserError(
        'STEP_FAILED',
        `authorization: ${url} answered ${statusCode}${reasonIn(body)}; check clientId and clientSecret`,
        { refused: true },
      )
    }
    const { params, headers } = await authorizer.credentials(request.authorization, context.clock.now(), ask)
    const url = addressOf({ ...request, params: [...request.params, ...params] })
    const user = takeUserInfo(url)
    const secret = [...headers]
    if (user && !headerOf([...request.headers, ...headers], 'authorization'))
      secret.push(['Authorization', basic(user.username, user.password)])
    if (user || request.baseUrl !== undefined || request.authorization?.type === 'oauth-client-credential') {
      for (const [, value] of [...params, ...secret]) issued?.add(withoutScheme(value), context.clock.now())
    }
    const body = await bodyOf(request, { files: context.files, header: name => headerOf(request.headers, name) })
    const first: Hop = { method: request.method, url, headers: requestHeaders(request.headers, secret, body), body }
    const response = await follow(
      first,
      secret.map(([name]) => name.toLowerCase()),
      context,
    )
    if (response.statusCode === 401) authorizer.refused(request.authorization)
    return response
  }

  return async (request, context) => {
    const { origin } = addressOf({ ...request, params: [] })
    const leave = await slots.take(origin, context.signal).catch(() => {
      throw cancelled()
    })
    try {
      return await withTimeout(request, context, signal => perform(request, { ...context, signal }))
    } finally {
      leave()
    }
  }
}

function cancelled(): UserError {
  return new UserError('CANCELLED', 'The request was given up because the run was cancelled')
}

/** `Bearer abc` → `abc`: a server may repeat the credentials alone. */
function withoutScheme(value: string): string {
  return value.replace(/^(?:Bearer|Basic) +/i, '')
}

/** What an OAuth server says against a request (RFC 6749 §5.2). */
function reasonIn(body: unknown): string {
  if (!isRecord(body)) return ''
  const said = [body.error, body.error_description].filter(part => typeof part === 'string')
  return said.length === 0 ? '' : ` (${said.join(': ')})`
}

async function follow(first: Hop, secret: readonly string[], context: SendContext): Promise<OutgoingResponse> {
  const redirects: Redirect[] = []
  let hop = first
  for (;;) {
    try {
      const answer = await sendOnce(hop.url, {
        method: hop.method as Dispatcher.HttpMethod,
        headers: wireHeaders(hop),
        body: hop.body?.open() ?? null,
        signal: context.signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      const headers = lowerCased(answer.headers)
      const location = headers.location
      const next = nextHop(hop, answer.statusCode, Array.isArray(location) ? location[0] : location, secret)
      if (next === undefined) {
        const body = hasBody(hop, answer.statusCode) ? await readBody(answer.body, headers, hop.url, context) : null
        await answer.body.dump()
        return { statusCode: answer.statusCode, headers, body, ...(redirects.length > 0 ? { redirects } : {}) }
      }
      await answer.body.dump()
      redirects.push({ statusCode: answer.statusCode, url: hop.url.href, location: next.url.href })
      if (redirects.length > MAX_REDIRECTS) {
        throw new UserError(
          'STEP_FAILED',
          `${shown(first.url)} redirected more than ${MAX_REDIRECTS} times, last to ${shown(next.url)}`,
        )
      }
      hop = next
    } catch (error) {
      throw unreachable(error, hop.method, hop.url)
    }
  }
}

function wireHeaders({ headers, body }: Hop): string[] {
  const flat = headers.flat()
  return body === undefined ? flat : [...flat, 'Content-Length', String(body.length)]
}

function hasBody(hop: Hop, status: number): boolean {
  return hop.method !== 'HEAD' && status !== 204 && status !== 304
}

function lowerCased(headers: Record<string, string | string[] | undefined>): ResponseHeaders {
  const result: ResponseHeaders = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) result[name.toLowerCase()] = value
  return result
}

/** Ends `perform` at the request's timeout or when the run is cancelled, and says which of the two it was. */
async function withTimeout<T>(
  request: OutgoingRequest,
  { clock, signal }: SendContext,
  perform: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController()
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS
  let timedOut = false
  const stopTimer = clock.after(timeoutMs, () => {
    timedOut = true
    own.abort()
  })
  const cancel = () => own.abort()
  const aborted = new Promise<never>((_, reject) => {
    own.signal.addEventListener('abort', () => reject(own.signal.reason), { once: true })
  })
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await Promise.race([perform(own.signal), aborted])
  } catch (error) {
    if (signal.aborted) throw cancelled()
    if (!timedOut) throw error
    const remedy = 'Raise timeout: of this step, or look at why that server is slow'
    const what = `${request.method} ${placeOf(request)} was not answered within ${formatDuration(timeoutMs)}`
    throw new UserError('STEP_FAILED', `${what}. ${remedy}`, { remedy })
  } finally {
    stopTimer()
    signal.removeEventListener('abort', cancel)
  }
}

function placeOf(request: OutgoingRequest): string {
  return shown(addressOf({ ...request, params: [] }))
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { UserError } from '../../shared/errors.ts'
import { checkAccess, corsHeaders, originForm, preflightHeaders } from './access.ts'
import { shuttingDown } from './answering.ts'
import { answerClientError, answerConnect, closing, endAfter, type RequestUnderWay } from './client-error.ts'
import { LINGER } from './limits.ts'
import type { TriggerOptions } from './options.ts'
import { recordOf } from './record.ts'
import { Head, readRest } from './refuse.ts'
import { completeHeaders, errorAnswer, type WireAnswer, writeAnswer } from './respond.ts'
import { type Route, routeOf } from './route.ts'
import { answerRoute, asksForKey } from './routes/index.ts'

/** The user's door: what calls workflows (contract §2). Listening is the caller's business. */
export function createTriggerServer(options: TriggerOptions): Server {
  const { limits } = options.settings()
  const server = createServer({
    maxHeaderSize: limits.headers,
    headersTimeout: limits.headersTimeout,
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeout),
    keepAliveTimeout: 75_000,
    requireHostHeader: false,
    noDelay: true,
  })
  server.maxConnections = limits.connections
  const listener = (request: IncomingMessage, response: ServerResponse) => handle(request, response, options)
  server.on('request', listener)
  server.on('checkContinue', listener)
  // An expectation that nobody knows may be passed over (RFC 9110 §10.1.1); node:http's own 417 says nothing and is not kept.
  server.on('checkExpectation', listener)
  server.on('connect', (request, socket) => answerConnect(request, socket, options))
  server.on('clientError', (error, socket) => answerClientError(error, socket, latest.get(socket), options))
  return server
}

/** The request that was taken last on a connection. */
const latest = new WeakMap<Duplex, RequestUnderWay>()

function handle(request: IncomingMessage, response: ServerResponse, options: TriggerOptions): void {
  const head = new Head()
  let failed = false
  let readable = true
  const fail = (error: unknown, workflowId: string | null = null) => {
    if (failed) return
    failed = true
    const rest = readable ? readRest(request, head) : Promise.resolve()
    rest.then(() => refuse(request, response, head, error, workflowId, readable, options)).catch(options.log)
  }
  latest.set(request.socket, {
    request,
    response,
    break(error) {
      readable = false
      fail(error)
    },
  })
  watchSlowness(request, response, options.settings().limits.bodyTimeout, error => {
    readable = false
    fail(error)
  })
  try {
    const { trigger, limits } = options.settings()
    checkCoding(request)
    checkAccess(request, { port: options.port(), hosts: trigger.hosts, origins: trigger.origins })
    const target = request.url ?? ''
    if (target.length > limits.target) {
      throw new UserError(
        'URL_TOO_LONG',
        `The path and query have ${target.length} characters, and limits.target is ${limits.target}. Move data into the body`,
      )
    }
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      response.writeHead(204, preflightHeaders(request)).end()
      return
    }
    const route = routeOf(originForm(target))
    if (!route)
      throw new UserError(
        'NOT_FOUND',
        `Nothing answers ${target.slice(0, 200)}. A workflow answers /projects/<project>/sdk/triggers/<workflow id>`,
      )
    if (!options.accepting()) throw shuttingDown()
    // Who has no key is told nothing, not even whether the project is right.
    if (asksForKey(route)) options.auth.checkApiKey(request.headers.authorization)
    checkProject(route, options)
    answerRoute(route, { request, response, head, fail, options })
  } catch (error) {
    fail(error)
  }
}

/** `chunked` is the one transfer coding that is understood (RFC 9112 §6.1). */
function checkCoding({ headers }: IncomingMessage): void {
  const coding = headers['transfer-encoding']
  if (coding === undefined || coding.trim().toLowerCase() === 'chunked') return
  throw new UserError(
    'REQUEST_MALFORMED',
    `Transfer-Encoding is ${JSON.stringify(coding)}, and only chunked is understood. Name a compressed body in Content-Encoding`,
  )
}

function checkProject(route: Route, options: TriggerOptions): void {
  if ('projectId' in route && route.projectId !== options.settings().projectId) {
    throw new UserError(
      'PROJECT_NOT_FOUND',
      `This workspace is the project ${JSON.stringify(options.settings().projectId)}, not ${JSON.stringify(route.projectId)}. Change the URL, or projectId in triggerbench.yaml`,
    )
  }
}

/**
 * A sender that stops between bytes is answered 408; waiting for a run is no slowness of the client's. The wait begins with the
 * body: before it headersTimeout rules, and a timeout of the server's own would cut the connection without an answer.
 */
function watchSlowness(
  request: IncomingMessage,
  response: ServerResponse,
  bodyTimeout: number,
  fail: (error: unknown) => void,
): void {
  request.setTimeout(bodyTimeout)
  request.on('timeout', () => {
    fail(
      new UserError(
        'REQUEST_TOO_SLOW',
        'No byte of the body came for longer than limits.bodyTimeout. Send it faster, or raise the limit in triggerbench.yaml',
      ),
    )
  })
  response.on('timeout', () => {})
}

/** Answers a request that starts no run, and keeps it (contract §2, "Requests that start no run"). */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  head: Head,
  error: unknown,
  workflowId: string | null,
  readable: boolean,
  options: TriggerOptions,
): void {
  if (response.headersSent) {
    if (!readable) endAfter(response, request.socket)
    return
  }
  const known = error instanceof UserError ? error : unexpected(error, options.log)
  // A body that was not asked for may never come, and the next request could be taken for it (RFC 9110 §10.1.1).
  const goesOn = readable && (request.complete || request.headers.expect === undefined)
  const allow = known.code === 'METHOD_NOT_ALLOWED' ? ['Allow', String(known.meta?.allow)] : []
  const cors = known.code === 'ORIGIN_FORBIDDEN' || known.code === 'HOST_FORBIDDEN' ? [] : corsHeaders(request)
  const answer = completeHeaders(errorAnswer(known, allow), cors, options.date(), goesOn && response.shouldKeepAlive)
  const at = options.clock.now()
  options.writer.refuse({
    at,
    request: { ...recordOf(request), body: head.bytes() },
    workflowId,
    code: known.code,
    message: known.message,
    response: {
      status: answer.status,
      rawHeaders: answer.rawHeaders,
      text: Buffer.from(answer.body as Uint8Array).toString('utf8'),
    },
  })
  const keepAlive = goesOn && response.shouldKeepAlive
  if (!request.complete && !keepAlive) endSoftly(request, response, answer)
  else writeAnswer(response, answer, options.files)
  if (!request.complete) setTimeout(() => request.complete || request.destroy(), LINGER).unref()
  options.refused(at)
}

/**
 * Answers a request whose body still comes, and closes: node:http would reset the connection at once, and the answer could
 * be lost on it (RFC 9112 §9.6).
 */
function endSoftly(request: IncomingMessage, response: ServerResponse, answer: WireAnswer): void {
  const { socket } = request
  closing.add(socket)
  response.sendDate = false
  response.writeHead(answer.status, answer.rawHeaders)
  response.write(answer.body as Uint8Array, () => socket.end())
  request.resume()
}

function unexpected(error: unknown, log: (error: unknown) => void): UserError {
  log(error)
  return new UserError(
    'REQUEST_MALFORMED',
    `The request could not be read: ${error instanceof Error ? error.message : String(error)}`,
  )
}

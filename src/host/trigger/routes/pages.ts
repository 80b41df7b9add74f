import { corsHeaders } from '../access.ts'
import { answerJson, type RouteHandler } from './types.ts'

/** The dashboard's link to a run: leads to it in the app (Paragon §4). */
export const runPage: RouteHandler<'run-page'> = ({ runId }, { response, options }) => {
  response.writeHead(302, ['Location', options.runAddress(runId)]).end()
}

/** What the client's hidden frame shows (Paragon §1.3). */
export const ui: RouteHandler<'ui'> = (_route, { request, response }) => {
  response
    .writeHead(200, ['Content-Type', 'text/html; charset=utf-8', ...corsHeaders(request)])
    .end('<!doctype html><title>Triggerbench</title>')
}

/** `GET /healthz`. */
export const health: RouteHandler<'health'> = (_route, call) => answerJson(call, { status: 'ok' })

import type { Route } from '../route.ts'
import { capture } from './capture.ts'
import { event } from './event.ts'
import { health, runPage, ui } from './pages.ts'
import { integrations, me } from './sdk.ts'
import { execution, executions, replay, stepExecution } from './task-history.ts'
import { trigger } from './trigger.ts'
import type { Call, RouteHandler } from './types.ts'

const HANDLERS: { [K in Route['kind']]: RouteHandler<K> } = {
  trigger,
  capture,
  event,
  me,
  integrations,
  executions,
  execution,
  'step-execution': stepExecution,
  replay,
  'run-page': runPage,
  ui,
  health,
}

/** Hands a call to the handler of its route's kind. */
export function answerRoute(route: Route, call: Call): void {
  const handler = HANDLERS[route.kind] as RouteHandler<Route['kind']>
  handler(route, call)
}

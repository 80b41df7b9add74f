import type { Route } from '../route.ts'
import { capture } from './capture.ts'
import { event } from './event.ts'
import { health, runPage, ui } from './pages.ts'
import { integrations, me } from './sdk.ts'
import { execution, executions, replay, stepExecution } from './task-history.ts'
import { trigger } from './trigger.ts'
import type { Call, RouteHandler } from './types.ts'

interface Entry<K extends Route['kind']> {
  /** Whom the route tells something: everybody, a user by a token (the handler asks for it), or who has the API key. */
  readonly asks: 'nothing' | 'user' | 'key'
  readonly answer: RouteHandler<K>
}

const ROUTES: { [K in Route['kind']]: Entry<K> } = {
  trigger: { asks: 'user', answer: trigger },
  capture: { asks: 'nothing', answer: capture },
  event: { asks: 'user', answer: event },
  me: { asks: 'user', answer: me },
  integrations: { asks: 'user', answer: integrations },
  executions: { asks: 'key', answer: executions },
  execution: { asks: 'key', answer: execution },
  'step-execution': { asks: 'key', answer: stepExecution },
  replay: { asks: 'key', answer: replay },
  'run-page': { asks: 'nothing', answer: runPage },
  ui: { asks: 'nothing', answer: ui },
  health: { asks: 'nothing', answer: health },
}

/** Whether a route tells only who has the API key (contract §2, Task History). */
export function asksForKey(route: Route): boolean {
  return ROUTES[route.kind].asks === 'key'
}

/** Hands a call to the handler of its route's kind. */
export function answerRoute(route: Route, call: Call): void {
  const { answer } = ROUTES[route.kind] as Entry<Route['kind']>
  answer(route, call)
}

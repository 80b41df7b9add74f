import { sdkIntegrations, sdkUser } from '../sdk.ts'
import { answerJson, onlyRead, type RouteHandler } from './types.ts'

/** `GET /projects/:p/sdk/me`. */
export const me: RouteHandler<'me'> = (_route, call) => {
  const { request, options } = call
  onlyRead('/sdk/me', request)
  const user = options.auth.user(request.headers.authorization)
  answerJson(call, sdkUser(options.settings(), user, options.workflows.documents()))
}

/** `GET /projects/:p/sdk/integrations`. */
export const integrations: RouteHandler<'integrations'> = (_route, call) => {
  onlyRead('/sdk/integrations', call.request)
  call.options.auth.user(call.request.headers.authorization)
  answerJson(call, sdkIntegrations(call.options.workflows.documents()))
}

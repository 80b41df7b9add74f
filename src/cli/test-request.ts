import type { LoadedWorkflow } from '../host/workspace/types.ts'
import { CurlError } from '../shared/curl/error.ts'
import { parseCurl } from '../shared/curl/parse.ts'
import { type TestRequest, testRequestSchema } from '../shared/request.ts'
import type { Settings } from '../shared/settings.ts'
import { ExitError, UNUSABLE, USAGE } from './exit.ts'

/**
 * What `run` sends: a saved test request, a cURL command's request, a JSON body, or nothing but the trigger's method. The first two go as
 * they are written; the others, which can name no credentials, carry a test token for the settings' user where `auth.verify` asks for one.
 */
export function chooseRequest(
  workflow: LoadedWorkflow,
  options: { request?: string; data?: string; curl?: string },
  settings: Pick<Settings, 'auth' | 'user'>,
): { request: TestRequest; requestName?: string } {
  if (options.request !== undefined) return saved(workflow, options.request)
  const trigger = workflow.document?.trigger
  if (trigger?.type !== 'request') {
    throw new ExitError(USAGE, `${workflow.name} is started by an event, not by a request`)
  }
  if (options.curl !== undefined) return { request: fromCurl(options.curl) }
  const method = trigger.method === 'ANY' ? 'POST' : trigger.method
  const text = options.data ?? (method === 'GET' ? undefined : '{}')
  if (options.data !== undefined) checkJson(options.data)
  return {
    request: testRequestSchema.parse({
      name: 'run',
      method,
      ...(settings.auth === 'off' ? {} : { auth: { type: 'testToken', sub: settings.user.userId } }),
      body: text === undefined ? { type: 'none' } : { type: 'json', text },
    }),
  }
}

function saved(workflow: LoadedWorkflow, name: string): { request: TestRequest; requestName: string } {
  const found = workflow.requests.find(
    request => request.name === name || request.key === name || request.key === `${workflow.slug}/${name}`,
  )
  if (!found) {
    const names = workflow.requests.map(request => JSON.stringify(request.name)).join(', ')
    throw new ExitError(
      USAGE,
      `${workflow.name} has no test request ${JSON.stringify(name)}. It has ${names || 'none'}`,
    )
  }
  if (!found.document) {
    const issue = found.issues[0]
    throw new ExitError(
      UNUSABLE,
      issue ? `${issue.file}:${issue.line}:${issue.column} ${issue.message}` : `${found.file} does not load`,
    )
  }
  return { request: found.document, requestName: found.name }
}

function fromCurl(command: string): TestRequest {
  try {
    return parseCurl(command).request
  } catch (error) {
    throw error instanceof CurlError ? new ExitError(USAGE, `--curl: ${error.message}`) : error
  }
}

function checkJson(text: string): void {
  try {
    JSON.parse(text)
  } catch (error) {
    throw new ExitError(USAGE, `--data is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

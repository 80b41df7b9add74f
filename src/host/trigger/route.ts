import { UserError } from '../../shared/errors.ts'

/** What a path on the trigger listener asks for (contract §2). */
export type Route =
  | { kind: 'trigger'; projectId: string; workflowId: string }
  | { kind: 'event'; projectId: string }
  | { kind: 'me'; projectId: string }
  | { kind: 'integrations'; projectId: string }
  | { kind: 'run-page'; projectId: string; workflowId: string; runId: string }
  | { kind: 'executions'; projectId: string; query: string }
  | { kind: 'execution'; projectId: string; runId: string }
  | { kind: 'step-execution'; projectId: string; runId: string; stepExecutionId: string }
  | { kind: 'replay'; projectId: string; runId: string }
  | { kind: 'capture'; workflowId: string }
  | { kind: 'ui' }
  | { kind: 'health' }

/** Reads a request's target; undefined for a path that nothing answers. Throws URL_INVALID for a broken escape. */
export function routeOf(target: string): Route | undefined {
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const parts = path.split('/')
  const at = parts[1] === 'v2' ? 2 : 1
  if (parts[at] === 'projects' && parts[at + 2] === 'sdk') return sdkRoute(parts.slice(at + 1))
  if (parts[1] === 'capture' && parts[2] && parts.length === 3) return { kind: 'capture', workflowId: decode(parts[2]) }
  if (parts[1] === 'projects' && parts[3] === 'task-history' && parts[4] === 'workflow-executions')
    return historyRoute(decode(parts[2]), parts.slice(5), mark < 0 ? '' : target.slice(mark + 1))
  if (path === '/ui') return { kind: 'ui' }
  if (path === '/healthz') return { kind: 'health' }
  if (/^\/connect\/projects\/[^/]+\/history\/workflows\/[^/]+\/executions\/[^/]+$/.test(path)) {
    return { kind: 'run-page', projectId: decode(parts[3]), workflowId: decode(parts[6]), runId: decode(parts[8]) }
  }
  return undefined
}

function sdkRoute([project, , area, name, ...rest]: string[]): Route | undefined {
  if (rest.length > 0) return undefined
  const projectId = decode(project)
  if (area === 'triggers' && name) return { kind: 'trigger', projectId, workflowId: decode(name) }
  if (area === 'events' && name === 'trigger') return { kind: 'event', projectId }
  if (name !== undefined) return undefined
  if (area === 'me') return { kind: 'me', projectId }
  return area === 'integrations' ? { kind: 'integrations', projectId } : undefined
}

function historyRoute(projectId: string, [id = '', area, step, ...rest]: string[], query: string): Route | undefined {
  if (rest.length > 0) return undefined
  const runId = decode(id)
  if (area === undefined)
    return runId ? { kind: 'execution', projectId, runId } : { kind: 'executions', projectId, query }
  if (area === 'replay' && step === undefined) return { kind: 'replay', projectId, runId }
  if (area !== 'step-executions' || !step) return undefined
  return { kind: 'step-execution', projectId, runId, stepExecutionId: decode(step) }
}

function decode(segment = ''): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new UserError(
      'URL_INVALID',
      `The path has a broken escape in ${JSON.stringify(segment)}: % is followed by two hex digits`,
    )
  }
}

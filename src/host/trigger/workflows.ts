import type { DocumentIssue } from '../../shared/control.ts'
import { UserError } from '../../shared/errors.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { Plan } from '../engine/plan.ts'

/** What the trigger listener knows of the workspace's workflows; the host keeps it up to date with the disk. */
export interface WorkflowTable {
  /** By the id in the URL. */
  find(id: string): WorkflowTarget | undefined
  /** The enabled workflows of an App Event. */
  ofEvent(name: string): Plan[]
  /** The Request-triggered documents that load. */
  documents(): Workflow[]
}

export type WorkflowTarget = { plan: Plan } | { broken: { name: string; issues: readonly DocumentIssue[] } }

/**
 * The plan that answers a request, or why none does: WORKFLOW_NOT_FOUND, WORKFLOW_INVALID (with file, line and column),
 * WORKFLOW_DISABLED or METHOD_NOT_ALLOWED (with `allow` in its meta).
 */
export function planFor(table: WorkflowTable, id: string, method: string): Plan {
  const target = knownWorkflow(table, id)
  if ('broken' in target) throw invalid(target.broken)
  const { plan } = target
  const { trigger, enabled, name } = plan.document
  if (trigger.type !== 'request') {
    throw new UserError(
      'WORKFLOW_NOT_FOUND',
      `${name} is started by the event ${JSON.stringify(trigger.event)}, not by a request. Send the event, or give it a request trigger`,
    )
  }
  if (trigger.method !== 'ANY' && trigger.method !== method) {
    throw new UserError(
      'METHOD_NOT_ALLOWED',
      `${name} takes ${trigger.method}, and this request is ${method}. Send ${trigger.method}, or set trigger.method`,
      { allow: trigger.method },
    )
  }
  checkMethod(name, method)
  if (!enabled) throw new UserError('WORKFLOW_DISABLED', `${name} is disabled. Set enabled: true in its document`)
  return plan
}

/** What answers under an id, loaded or not. Throws WORKFLOW_NOT_FOUND. */
export function knownWorkflow(table: WorkflowTable, id: string): WorkflowTarget {
  const target = table.find(id)
  if (target) return target
  throw new UserError(
    'WORKFLOW_NOT_FOUND',
    `No workflow of this workspace has the id ${JSON.stringify(id)}. Compare it with id: in workflows/*.workflow.yaml`,
  )
}

/** The methods a trigger may have (contract §1, Workflow). */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Throws METHOD_NOT_ALLOWED for a method that no trigger may have; `name` is what was called. */
export function checkMethod(name: string, method: string): void {
  if (METHODS.includes(method)) return
  throw new UserError('METHOD_NOT_ALLOWED', `${name} takes ${METHODS.join(', ')}, and this request is ${method}`, {
    allow: METHODS.join(', '),
  })
}

function invalid({ name, issues }: { name: string; issues: readonly DocumentIssue[] }): UserError {
  const first = issues.find(issue => issue.severity === 'error') ?? issues[0]
  if (!first) return new UserError('WORKFLOW_INVALID', `${name} does not load`)
  const { file, line, column } = first
  return new UserError('WORKFLOW_INVALID', `${name} does not load: ${file}:${line}:${column} ${first.message}`, {
    file,
    line,
    column,
  })
}

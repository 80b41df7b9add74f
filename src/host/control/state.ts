import { basename } from 'node:path'
import type {
  DocumentIssue,
  RequestEntry,
  WorkflowDetail,
  WorkflowEntry,
  WorkspaceState,
} from '../../shared/control.ts'
import { INTEGRATIONS } from '../../shared/integrations/index.ts'
import type { LoadedRequest, LoadedWorkflow } from '../workspace/types.ts'
import type { ControlContext } from './options.ts'

/** All that lists and menus need, as it stands on disk now. */
export async function workspaceState(context: ControlContext): Promise<WorkspaceState> {
  const { workspace } = context
  const { settings } = workspace
  return {
    hostId: context.hostId,
    pid: process.pid,
    version: context.version,
    workspace: { name: basename(workspace.root), path: workspace.root, projectId: settings.projectId },
    trigger: context.trigger(),
    workflows: workspace.workflows.map(workflow => workflowEntry(workflow, context)),
    issues: copy(workspace.issues),
    trusted: context.trust.trusted,
    limits: settings.limits,
    history: await context.history.reader.counts(),
    integrations: Object.entries(settings.integrations).map(([name, { kind }]) => ({
      name,
      kind,
      actions: Object.keys(INTEGRATIONS[kind].actions),
    })),
  }
}

/** One workflow with its sources. */
export function workflowDetail(workflow: LoadedWorkflow, context: ControlContext): WorkflowDetail {
  return {
    entry: workflowEntry(workflow, context),
    source: workflow.source,
    functions: Object.fromEntries(
      [...workflow.functions].map(
        ([stepId, { file, source, at }]) => [stepId, { file, source, ...(at ? { at } : {}) }] as const,
      ),
    ),
  }
}

/** Where a workflow answers; null without an id. */
export function triggerUrlOf(workflow: LoadedWorkflow, context: ControlContext): string | null {
  if (workflow.id === null) return null
  const project = encodeURIComponent(context.workspace.settings.projectId)
  return `${context.trigger().url}/projects/${project}/sdk/triggers/${encodeURIComponent(workflow.id)}`
}

function workflowEntry(workflow: LoadedWorkflow, context: ControlContext): WorkflowEntry {
  const { slug, id, name, file, document, version } = workflow
  return {
    slug,
    id,
    name,
    file,
    ...(document ? { document, version } : {}),
    issues: copy(workflow.issues),
    requests: workflow.requests.map(requestEntry),
    triggerUrl: triggerUrlOf(workflow, context),
  }
}

function requestEntry({ key, name, file, document, issues }: LoadedRequest): RequestEntry {
  return { key, name, file, ...(document ? { document } : {}), issues: copy(issues) }
}

const copy = (issues: readonly DocumentIssue[]): DocumentIssue[] => [...issues]

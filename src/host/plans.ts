import { compilePlan, type Plan } from './engine/plan.ts'
import type { WorkflowTable, WorkflowTarget } from './trigger/workflows.ts'
import type { LoadedWorkflow, Workspace } from './workspace/types.ts'

/** The workspace's workflows ready to run: compiled once a version, by id. */
export class Plans implements WorkflowTable {
  readonly #workspace: Workspace
  #targets = new Map<string, WorkflowTarget>()

  constructor(workspace: Workspace) {
    this.#workspace = workspace
    this.refresh()
  }

  /** Reads the workspace's workflows again; plans of unchanged versions are kept. */
  refresh(): void {
    const before = this.#targets
    const { projectId } = this.#workspace.settings
    this.#targets = new Map(
      this.#workspace.workflows.flatMap(workflow =>
        workflow.id === null ? [] : [[workflow.id, targetOf(workflow, workflow.id, projectId, before)]],
      ),
    )
  }

  find(id: string): WorkflowTarget | undefined {
    return this.#targets.get(id)
  }

  ofEvent(name: string): Plan[] {
    return this.#plans().filter(
      ({ document }) => document.enabled && document.trigger.type === 'event' && document.trigger.event === name,
    )
  }

  documents() {
    return this.#plans()
      .map(plan => plan.document)
      .filter(document => document.trigger.type === 'request')
  }

  #plans(): Plan[] {
    return [...this.#targets.values()].flatMap(target => ('plan' in target ? [target.plan] : []))
  }
}

function targetOf(
  workflow: LoadedWorkflow,
  id: string,
  projectId: string,
  before: ReadonlyMap<string, WorkflowTarget>,
): WorkflowTarget {
  const { document, version, slug, functions } = workflow
  if (!document) return { broken: { name: workflow.name, issues: workflow.issues } }
  const known = before.get(id)
  if (
    known &&
    'plan' in known &&
    known.plan.version === version &&
    known.plan.slug === slug &&
    known.plan.projectId === projectId
  )
    return known
  return { plan: compilePlan({ slug, projectId, version, document, functions }) }
}

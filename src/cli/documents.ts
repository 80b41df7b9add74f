import { WorkspaceError } from '../host/workspace/errors.ts'
import type { LoadedWorkflow } from '../host/workspace/types.ts'
import { openWorkspace } from '../host/workspace/workspace.ts'
import type { Settings } from '../shared/settings.ts'
import { ExitError, UNUSABLE, USAGE } from './exit.ts'

/** The named workflow of a workspace, with the workspace's settings. Throws an ExitError: 2 for a name that is none, 3 where the workspace or the workflow does not load. */
export async function openDocuments(
  root: string,
  name: string,
): Promise<{ workflow: LoadedWorkflow; id: string; settings: Settings }> {
  try {
    const workspace = await openWorkspace(root, { watch: false })
    const workflow = workspace.find(name)
    const names = workspace.workflows.map(({ slug }) => slug).join(', ')
    await workspace.close()
    if (!workflow)
      throw new ExitError(USAGE, `No workflow is called ${JSON.stringify(name)}. This workspace has ${names || 'none'}`)
    if (!workflow.document || workflow.id === null) throw new ExitError(UNUSABLE, broken(workflow))
    return { workflow, id: workflow.id, settings: workspace.settings }
  } catch (error) {
    throw error instanceof WorkspaceError ? new ExitError(UNUSABLE, error.message) : error
  }
}

function broken(workflow: LoadedWorkflow): string {
  const lines = workflow.issues
    .filter(issue => issue.severity === 'error')
    .map(issue => `${issue.file}:${issue.line}:${issue.column} ${issue.message}`)
  return [`${workflow.name} does not load`, ...lines].join('\n')
}

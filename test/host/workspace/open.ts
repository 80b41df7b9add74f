import { onTestFinished } from 'vitest'
import type { LoadedWorkflow, Workspace } from '../../../src/host/workspace/types.ts'
import { type OpenOptions, openWorkspace } from '../../../src/host/workspace/workspace.ts'
import type { DocumentIssue } from '../../../src/shared/control.ts'
import { createFolder } from '../../support/folder.ts'

/** Opens a workspace made of these files; closed when the test ends. */
export async function open(files: Record<string, string | Uint8Array>, options: OpenOptions = {}): Promise<Workspace> {
  const root = createFolder({ 'triggerbench.yaml': '', ...files })
  const workspace = await openWorkspace(root, { watch: false, env: {}, ...options })
  onTestFinished(() => workspace.close())
  return workspace
}

/** The one workflow of a workspace with this document and these other files. */
export async function loadOne(
  document: string | Uint8Array,
  files: Record<string, string> = {},
): Promise<LoadedWorkflow> {
  const workspace = await open({ 'workflows/one.workflow.yaml': document, ...files })
  const workflow = workspace.find('one')
  if (!workflow) throw new Error('The workflow is not listed')
  return workflow
}

/** `line:column path: message` of each issue, warnings marked. */
export function lines(issues: readonly DocumentIssue[]): string[] {
  return issues.map(
    ({ line, column, path, message, severity }) =>
      `${severity === 'warning' ? 'warning ' : ''}${line}:${column} ${path}: ${message}`,
  )
}

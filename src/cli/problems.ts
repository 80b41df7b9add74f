import { issueLine } from '../host/workspace/errors.ts'
import type { Workspace } from '../host/workspace/types.ts'
import type { DocumentIssue } from '../shared/control.ts'

/**
 * Says what of a workspace does not load or is doubtful, a line each, now and whenever the documents change: then what is new,
 * and which files have no problem any more. Gives the function that ends it.
 */
export function followProblems(
  workspace: Pick<Workspace, 'issues' | 'workflows' | 'onChange'>,
  say: (line: string) => void,
): () => void {
  let known = new Map<string, DocumentIssue>()
  const look = () => {
    const now = new Map(problems(workspace).map(issue => [`${issue.severity}: ${issueLine(issue)}`, issue]))
    for (const line of now.keys()) if (!known.has(line)) say(line)
    const files = new Set([...now.values()].map(issue => issue.file))
    const before = new Set([...known.values()].map(issue => issue.file))
    for (const file of before) if (!files.has(file)) say(`${file}: no problems any more`)
    known = now
  }
  look()
  return workspace.onChange(look)
}

function problems({ issues, workflows }: Pick<Workspace, 'issues' | 'workflows'>): DocumentIssue[] {
  return [
    ...issues,
    ...workflows.flatMap(workflow => [...workflow.issues, ...workflow.requests.flatMap(request => request.issues)]),
  ]
}

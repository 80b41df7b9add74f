import type { DocumentIssue } from '../../shared/control.ts'

/** The folder or its triggerbench.yaml cannot be used (exit code 3, contract §3). `issues` say where; empty when it is the folder itself. */
export class WorkspaceError extends Error {
  readonly issues: readonly DocumentIssue[]

  constructor(message: string, issues: readonly DocumentIssue[] = []) {
    super(message)
    this.name = 'WorkspaceError'
    this.issues = issues
  }
}

/** `file:line:column: message`, as compilers write it. */
export function issueLine(issue: DocumentIssue): string {
  return `${issue.file}:${issue.line}:${issue.column}: ${issue.message}`
}

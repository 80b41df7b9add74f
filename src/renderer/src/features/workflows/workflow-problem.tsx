import type { DocumentIssue, WorkflowEntry } from '../../../../shared/control.ts'
import { Note } from '../../components/note.tsx'
import styles from './workflow-problem.module.css'

/** One thing that is wrong with a document, with its place. */
export const IssueLine = ({ issue }: { readonly issue: DocumentIssue }) => (
  <Note tone={issue.severity === 'error' ? 'bad' : 'warn'}>
    {issue.message}
    <div className={styles.place}>
      {issue.file}, line {issue.line}, column {issue.column}
      {issue.path ? `, ${issue.path}` : ''}
    </div>
  </Note>
)

/** Everything that is wrong with a workflow's file. */
export const WorkflowProblem = ({ entry }: { readonly entry: WorkflowEntry }) => (
  <div className={styles.list}>
    {entry.issues.map(issue => (
      <IssueLine key={`${issue.file}:${issue.line}:${issue.column}:${issue.message}`} issue={issue} />
    ))}
  </div>
)

import type { z } from 'zod'
import type { DocumentIssue } from '../../shared/control.ts'
import { explainIssues } from './explain.ts'
import { pathText, type YamlFile } from './yaml-file.ts'

/**
 * A document's data after its schema, defaults filled in; undefined when it has errors, which are added to `issues`.
 * `empty` is what a file without content counts as.
 */
export function readDocument<S extends z.ZodType>(
  schema: S,
  yaml: YamlFile,
  issues: DocumentIssue[],
  options: { empty?: unknown } = {},
): z.infer<S> | undefined {
  issues.push(...yaml.issues)
  if (yaml.issues.some(issue => issue.severity === 'error')) return undefined
  const value = yaml.value ?? options.empty
  const result = schema.safeParse(value)
  if (result.success) return result.data
  for (const { path, part, message } of explainIssues(result.error.issues, schema, value)) {
    issues.push({ file: yaml.file, ...yaml.position(path, part), path: pathText(path), message, severity: 'error' })
  }
  return undefined
}

/** Issues in the order of their places, errors before warnings of one place. */
export function byPosition(issues: readonly DocumentIssue[]): DocumentIssue[] {
  return issues.toSorted((a, b) => a.line - b.line || a.column - b.column || (a.severity < b.severity ? -1 : 1))
}

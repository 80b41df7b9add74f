import { statSync } from 'node:fs'
import type { DocumentIssue } from '../../shared/control.ts'
import { testRequestSchema } from '../../shared/request.ts'
import type { Settings } from '../../shared/settings.ts'
import { checkRequest } from './check-request.ts'
import { createReport } from './check-templates.ts'
import { resolveInside } from './paths.ts'
import { byPosition, readDocument } from './read-document.ts'
import type { LoadedRequest } from './types.ts'
import { parseYamlFile } from './yaml-file.ts'

/** Reads one saved test request. */
export function loadRequest(
  root: string,
  settings: Settings,
  at: { key: string; file: string; bytes: Buffer },
): LoadedRequest {
  const yaml = parseYamlFile(at.file, at.bytes)
  const issues: DocumentIssue[] = []
  const read = readDocument(testRequestSchema, yaml, issues)
  if (read) {
    const hasFile = (path: string) => statSync(resolveInside(root, path), { throwIfNoEntry: false })?.isFile() ?? false
    checkRequest(read, { settings, hasFile }, createReport(yaml, issues))
  }
  const document = issues.some(issue => issue.severity === 'error') ? undefined : read
  const name = document?.name ?? at.key.slice(at.key.indexOf('/') + 1)
  return { key: at.key, name, file: at.file, document, issues: byPosition(issues) }
}

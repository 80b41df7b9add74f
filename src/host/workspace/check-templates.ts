import type { DocumentIssue } from '../../shared/control.ts'
import { isRecord } from '../../shared/json.ts'
import { listReferences, parseText, type Reference, TemplateError } from '../../shared/template.ts'
import { didYouMean } from './nearest.ts'
import { type DocumentPath, type Position, pathText, type YamlFile } from './yaml-file.ts'

type Severity = DocumentIssue['severity']

/**
 * Notes a problem at a path; `at` places it inside the string that stands there, `part` at its key, `line` at a line of
 * the block text that stands there, or of another file.
 */
export type Report = (
  path: DocumentPath,
  message: string,
  options?: {
    severity?: Severity
    part?: 'key' | 'value'
    at?: { text: string; offset: number }
    line?: Position & { file?: string | undefined }
  },
) => void

/** Collects the problems of a file as issues with their positions. Errors unless a report says otherwise. */
export function createReport(yaml: YamlFile, issues: DocumentIssue[]): Report {
  const positionOf: (path: DocumentPath, options: NonNullable<Parameters<Report>[2]>) => Position = (
    path,
    { part = 'value', at, line },
  ) => {
    if (at) return yaml.positionInText(path, at.text, at.offset)
    if (line)
      return line.file === undefined ? yaml.positionOfLine(path, line) : { line: line.line, column: line.column }
    return yaml.position(path, part)
  }
  return (path, message, options = {}) => {
    const file = options.line?.file ?? yaml.file
    const { severity = 'error' } = options
    issues.push({ file, ...positionOf(path, options), path: pathText(path), message, severity })
  }
}

/** What references may name at some place of a document. */
export interface Names {
  readonly settings: readonly string[]
  readonly secrets: readonly string[]
  /** Why a root other than `settings` and `secrets` may not stand here; undefined when it may. */
  refuse(reference: Reference): string | undefined
  /** Why one that may stand here leads nowhere; undefined when it may lead somewhere. */
  warn?(reference: Reference): string | undefined
}

/** Checks every string inside `value`: broken templates, roots that may not stand here, secrets that the settings do not name. */
export function checkTemplates(
  value: unknown,
  path: DocumentPath,
  names: Names,
  report: Report,
  severity: Severity = 'error',
): void {
  if (typeof value === 'string') {
    if (value.includes('{{')) checkText(value, path, names, report, severity)
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkTemplates(item, [...path, index], names, report, severity)
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) checkTemplates(item, [...path, key], names, report, severity)
  }
}

function checkText(text: string, path: DocumentPath, names: Names, report: Report, severity: Severity): void {
  let references: Reference[]
  try {
    const template = parseText(text)
    references = listReferences(template)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    report(path, error.message, { severity, at: { text, offset: error.offset } })
    return
  }
  let from = 0
  for (const reference of references) {
    const offset = Math.max(from, text.indexOf(reference.text, from))
    from = offset + reference.text.length
    const at = { text, offset }
    const [name] = reference.path
    if (reference.root === 'settings') {
      if (name === undefined || names.settings.includes(name)) continue
      const near = didYouMean(name, names.settings)
      report(path, `settings: in triggerbench.yaml has no ${name}, so this is null${near}`, { severity: 'warning', at })
      continue
    }
    const refused = reference.root === 'secrets' ? refuseSecret(name, names.secrets) : names.refuse(reference)
    if (refused !== undefined) {
      report(path, refused, { severity, at })
      continue
    }
    const doubt = reference.root === 'secrets' ? undefined : names.warn?.(reference)
    if (doubt !== undefined) report(path, doubt, { severity: 'warning', at })
  }
}

function refuseSecret(name: string | undefined, known: readonly string[]): string | undefined {
  if (name === undefined) return 'A secret is written {{ secrets.NAME }}'
  if (known.includes(name)) return undefined
  return `secrets: in triggerbench.yaml does not name ${name}; add it there, its value stays out of the document${didYouMean(name, known)}`
}

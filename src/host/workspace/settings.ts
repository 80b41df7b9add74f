import { statSync } from 'node:fs'
import type { DocumentIssue } from '../../shared/control.ts'
import { UserError } from '../../shared/errors.ts'
import { type Settings, settingsSchema } from '../../shared/settings.ts'
import { checkAuthorization } from './check-literals.ts'
import { checkTemplates, createReport, type Names, type Report } from './check-templates.ts'
import { issueLine, WorkspaceError } from './errors.ts'
import { resolveInside } from './paths.ts'
import { byPosition, readDocument } from './read-document.ts'
import { type Position, parseYamlFile } from './yaml-file.ts'

export const SETTINGS_FILE = 'triggerbench.yaml'

export interface LoadedSettings {
  readonly settings: Settings
  /** Warnings; errors are thrown. */
  readonly issues: readonly DocumentIssue[]
  /** Where `auth.verify` stands: what is wrong with its file is found out each time the file changes. */
  readonly verifyPosition: Position
}

/** Reads triggerbench.yaml. Throws a WorkspaceError that names file, line and column when it is unusable (exit code 3). */
export function readSettings(
  root: string,
  bytes: Buffer,
  secretValues: Readonly<Record<string, string>>,
): LoadedSettings {
  const yaml = parseYamlFile(SETTINGS_FILE, bytes)
  const issues: DocumentIssue[] = []
  const settings = readDocument(settingsSchema, yaml, issues, { empty: {} })
  if (settings !== undefined) checkSettings(root, settings, secretValues, createReport(yaml, issues))
  const errors = byPosition(issues).filter(issue => issue.severity === 'error')
  if (settings === undefined || errors.length > 0) throw new WorkspaceError(errors.map(issueLine).join('\n'), errors)
  return { settings, issues: byPosition(issues), verifyPosition: yaml.position(['auth', 'verify']) }
}

function checkSettings(
  root: string,
  settings: Settings,
  secretValues: Readonly<Record<string, string>>,
  report: Report,
): void {
  const names: Names = {
    settings: Object.keys(settings.settings),
    secrets: settings.secrets,
    refuse: ({ text }) => `An integration's settings know settings and secrets only, not {{ ${text} }}`,
  }
  for (const [name, integration] of Object.entries(settings.integrations)) {
    const path = ['integrations', name]
    if (integration.kind === 'http') {
      checkTemplates(integration, path, names, report)
      checkAuthorization(integration.authorization, [...path, 'authorization'], report)
    }
    if (integration.kind === 'crm' && integration.seed !== undefined) {
      checkPath(root, integration.seed, 'file', [...path, 'seed'], report)
    }
    if (integration.kind === 'storage') checkPath(root, integration.root, 'folder', [...path, 'root'], report)
  }
  if (settings.auth !== 'off') checkInside(root, settings.auth.verify, ['auth', 'verify'], report)
  for (const [index, name] of settings.secrets.entries()) {
    if (Object.hasOwn(secretValues, name) || settings.secrets.indexOf(name) < index) continue
    const message = `The secret ${name} has no value; put it into .triggerbench/secrets.json or TRIGGERBENCH_SECRET_${name}`
    report(['secrets', index], message, { severity: 'warning' })
  }
}

/** A path that leads out of the workspace is refused; whether there is anything is another question. */
function checkInside(root: string, path: string, at: PropertyKey[], report: Report): void {
  try {
    resolveInside(root, path)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report(at, error.message)
  }
}

function checkPath(root: string, path: string, kind: 'file' | 'folder', at: PropertyKey[], report: Report): void {
  try {
    const found = statSync(resolveInside(root, path), { throwIfNoEntry: false })
    if (!(kind === 'file' ? found?.isFile() : found?.isDirectory()))
      report(at, `There is no ${kind} ${path} in the workspace`, { severity: 'warning' })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report(at, error.message)
  }
}

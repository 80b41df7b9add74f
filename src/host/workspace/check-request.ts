import { UserError } from '../../shared/errors.ts'
import { firstHexError } from '../../shared/file-value.ts'
import type { TestRequest } from '../../shared/request.ts'
import type { Settings } from '../../shared/settings.ts'
import { checkAuthorization, checkHeaders } from './check-literals.ts'
import { checkTemplates, type Names, type Report } from './check-templates.ts'
import type { DocumentPath } from './yaml-file.ts'

/** What a saved test request is checked against. */
export interface RequestSurroundings {
  readonly settings: Settings
  /** Whether a file is there; throws a UserError when its path leads out of the workspace. */
  hasFile(path: string): boolean
}

/** Checks a saved test request: its files, and its templates, which are of `settings` and `secrets` (contract §1). */
export function checkRequest(request: TestRequest, around: RequestSurroundings, report: Report): void {
  const names: Names = {
    settings: Object.keys(around.settings.settings),
    secrets: around.settings.secrets,
    refuse: ({ text }) => `A saved request knows settings and secrets only, so {{ ${text} }} is sent as it stands`,
  }
  const { name: _, expect: _expect, ...sent } = request
  checkTemplates(sent, [], names, report, 'warning')
  checkAuthorization(request.auth, ['auth'], report)
  checkHeaders(request.headers, ['headers'], report)
  for (const [path, file] of filesOf(request)) checkFile(path, file, around, report)
  for (const [path, hex] of hexOf(request)) checkHex(path, hex, report)
}

function hexOf({ body }: TestRequest): [DocumentPath, string][] {
  if (body.type === 'hex') return [[['body', 'hex'], body.hex]]
  if (body.type !== 'multipart') return []
  return body.parts.flatMap((part, index): [DocumentPath, string][] =>
    'hex' in part ? [[['body', 'parts', index, 'hex'], part.hex]] : [],
  )
}

function checkHex(path: DocumentPath, text: string, report: Report): void {
  const digits = text.replace(/\s+/g, '')
  const offset = text.includes('{{') ? -1 : firstHexError(digits)
  if (offset < 0) return
  const odd = offset === digits.length
  const found = odd ? `this is ${offset} of them` : `${JSON.stringify(digits[offset])} is none (digit ${offset + 1})`
  report(path, `A byte is two hex digits, and ${found}`)
}

function filesOf({ body, expect }: TestRequest): [DocumentPath, string][] {
  const files: [DocumentPath, string][] = []
  if (body.type === 'file' || body.type === 'raw') files.push([['body', 'file'], body.file])
  if (body.type === 'multipart') {
    for (const [index, part] of body.parts.entries()) {
      if ('file' in part) files.push([['body', 'parts', index, 'file'], part.file])
    }
  }
  if (expect?.body && 'file' in expect.body) files.push([['expect', 'body', 'file'], expect.body.file])
  return files
}

function checkFile(path: DocumentPath, file: string, around: RequestSurroundings, report: Report): void {
  if (file === '' || file.includes('{{')) return
  try {
    if (!around.hasFile(file)) report(path, `There is no file ${file} in the workspace`, { severity: 'warning' })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report(path, error.message)
  }
}

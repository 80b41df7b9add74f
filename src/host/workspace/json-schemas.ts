import { join } from 'node:path'
import { z } from 'zod'
import { testRequestSchema } from '../../shared/request.ts'
import { settingsSchema } from '../../shared/settings.ts'
import { workflowSchema } from '../../shared/workflow.ts'
import { writeAtomic } from './atomic.ts'

const DOCUMENTS = {
  settings: { schema: settingsSchema, title: 'Triggerbench settings (triggerbench.yaml)' },
  workflow: { schema: workflowSchema, title: 'Triggerbench workflow' },
  request: { schema: testRequestSchema, title: 'Triggerbench saved test request' },
}

export type DocumentKind = keyof typeof DOCUMENTS

/** The JSON schema of each kind of document as editors read it, by file name (contract §1: made from the schema that loads it). */
export function jsonSchemas(): Record<string, string> {
  const files: Record<string, string> = {}
  for (const [kind, { schema, title }] of Object.entries(DOCUMENTS)) {
    const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    files[`${kind}.schema.json`] = `${JSON.stringify({ title, ...made }, null, 2)}\n`
  }
  return files
}

/** Keeps the schemas of this program's version in `.triggerbench/schemas/`, where documents point their editors to. */
export function writeSchemas(dataDir: string): void {
  for (const [name, text] of Object.entries(jsonSchemas())) writeAtomic(join(dataDir, 'schemas', name), text)
}

/** The comment by which editors find a document's schema; `file` is its path in the workspace. */
export function schemaComment(kind: DocumentKind, file: string): string {
  const up = '../'.repeat(file.split('/').length - 1) || './'
  return `# yaml-language-server: $schema=${up}.triggerbench/schemas/${kind}.schema.json`
}

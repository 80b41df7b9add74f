import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jsonSchemas, schemaComment } from '../../src/host/workspace/json-schemas.ts'

const folder = resolve(import.meta.dirname, '../../resources/schemas')

describe('the JSON schemas in resources/', () => {
  it.each(Object.entries(jsonSchemas()))('%s is what `npm run schemas` writes', (name, text) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
  })

  it('knows every step kind and refuses unknown keys', () => {
    const schema = jsonSchemas()['workflow.schema.json'] ?? ''
    for (const kind of ['function', 'conditional', 'fanOut', 'delay', 'request', 'integration', 'response'])
      expect(schema).toContain(`"const": "${kind}"`)
    expect(JSON.parse(schema)).toMatchObject({ additionalProperties: false })
  })

  it('is named by a comment that counts folders from the document', () => {
    expect(schemaComment('workflow', 'workflows/a.workflow.yaml')).toBe(
      '# yaml-language-server: $schema=../.triggerbench/schemas/workflow.schema.json',
    )
    expect(schemaComment('settings', 'triggerbench.yaml')).toBe(
      '# yaml-language-server: $schema=./.triggerbench/schemas/settings.schema.json',
    )
  })
})

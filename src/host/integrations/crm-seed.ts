import { readFileSync } from 'node:fs'
import { UserError } from '../../shared/errors.ts'
import { isRecord } from '../../shared/json.ts'
import { resolveInside } from '../workspace/paths.ts'
import { parseYamlFile, type YamlFile } from '../workspace/yaml-file.ts'
import type { CrmRow } from './crm-store.ts'

/**
 * Reads a CRM's seed: a map from type to records (contract §1, the table of stand-ins). A record without an id gets
 * `<type>-<place>`; times that it does not give are `now` (epoch milliseconds). Throws a UserError that names the line.
 */
export function readSeed(root: string, file: string, now: number): CrmRow[] {
  const yaml = parseYamlFile(file, readBytes(root, file))
  const broken = yaml.issues.find(issue => issue.severity === 'error')
  if (broken) throw new UserError('STEP_FAILED', `The seed ${file}:${broken.line}:${broken.column}: ${broken.message}`)
  if (yaml.value === null || yaml.value === undefined) return []
  if (!isRecord(yaml.value)) throw wrong(yaml, [], 'takes a map from a record type to a list of records')
  const at = new Date(now).toISOString()
  return Object.entries(yaml.value).flatMap(([type, records]) => {
    if (!Array.isArray(records)) throw wrong(yaml, [type], `takes a list of records for ${type}`)
    const ids = new Set<string>()
    return records.map((record: unknown, index): CrmRow => {
      if (!isRecord(record)) throw wrong(yaml, [type, index], 'takes a map of fields for each record')
      const { id: given, type: _, createdAt, updatedAt, ...fields } = record
      const id = given === undefined || given === null ? `${type.toLowerCase()}-${index + 1}` : String(given)
      if (ids.has(id)) throw wrong(yaml, [type, index, 'id'], `has two ${type} records with the id ${id}`)
      ids.add(id)
      const created = typeof createdAt === 'string' ? createdAt : at
      return { id, type, createdAt: created, updatedAt: typeof updatedAt === 'string' ? updatedAt : created, fields }
    })
  })
}

function readBytes(root: string, file: string): Buffer {
  const path = resolveInside(root, file, 'STEP_FAILED')
  try {
    return readFileSync(path)
  } catch {
    throw new UserError(
      'STEP_FAILED',
      `The seed ${file} cannot be read; make it, or take seed: out of triggerbench.yaml`,
    )
  }
}

function wrong(yaml: YamlFile, path: PropertyKey[], message: string): UserError {
  const { line, column } = yaml.position(path)
  return new UserError('STEP_FAILED', `The seed ${yaml.file}:${line}:${column} ${message}`)
}

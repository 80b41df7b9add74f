import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../shared/json.ts'
import { DATA_DIR } from './data-dir.ts'

export const SECRETS_FILE = `${DATA_DIR}/secrets.json`
const PREFIX = 'TRIGGERBENCH_SECRET_'

export interface LoadedSecrets {
  readonly values: Readonly<Record<string, string>>
  /** Why secrets.json cannot be used; undefined when it can or is absent. */
  readonly problem: string | undefined
}

/** Secret values by name: of `.triggerbench/secrets.json` (made 0600) and of TRIGGERBENCH_SECRET_<NAME>, which wins. */
export function readSecrets(root: string, env: Readonly<Record<string, string | undefined>>): LoadedSecrets {
  const { values, problem } = readFile(join(root, SECRETS_FILE))
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(PREFIX) && name.length > PREFIX.length && value !== undefined)
      values[name.slice(PREFIX.length)] = value
  }
  return { values, problem }
}

function readFile(path: string): { values: Record<string, string>; problem: string | undefined } {
  const values: Record<string, string> = {}
  let text: string
  try {
    text = readFileSync(path, 'utf8')
    chmodSync(path, 0o600)
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { values, problem: absent ? undefined : `It cannot be read: ${String(error)}` }
  }
  try {
    const data: unknown = JSON.parse(text)
    if (!isRecord(data)) return { values, problem: 'It takes a JSON object of names and values' }
    for (const [name, value] of Object.entries(data)) {
      if (typeof value !== 'string') return { values, problem: `The value of ${name} is not text; put it in quotes` }
      values[name] = value
    }
    return { values, problem: undefined }
  } catch {
    return { values, problem: 'It is not JSON; it takes an object of names and values, { "NAME": "value" }' }
  }
}

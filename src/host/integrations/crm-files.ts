import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FileRef, isStoredFile } from '../../shared/file-value.ts'
import { isRecord } from '../../shared/json.ts'
import { setOwn } from '../../shared/template.ts'
import type { FileStore } from '../files.ts'
import { writeAtomic } from '../workspace/atomic.ts'

/** The bytes of files in records: a copy of the CRM's own, since the history's payloads go with their runs. */
export interface CrmFiles {
  /** Keeps every file in `value`. */
  keep(value: unknown): void
  /** Gives `value` with its kept files as files of a run. */
  bring(value: unknown, store: FileStore): Promise<unknown>
  clear(): void
}

/** Files under `folder`, by SHA-256. */
export function createCrmFiles(folder: string): CrmFiles {
  const keep = (value: unknown): void => {
    if (value instanceof FileRef) {
      const path = join(folder, value.source.sha256)
      if (!existsSync(path)) writeAtomic(path, value.source.bytes())
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(keep)
  }
  const bring = async (value: unknown, store: FileStore): Promise<unknown> => {
    if (value instanceof FileRef) return value
    if (isStoredFile(value) && /^[0-9a-f]{64}$/.test(value.sha256)) {
      return new FileRef(await store.put(readFileSync(join(folder, value.sha256))), value.name, value.mimeType)
    }
    if (Array.isArray(value)) return Promise.all(value.map(item => bring(item, store)))
    if (!isRecord(value)) return value
    const result: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) setOwn(result, key, await bring(item, store))
    return result
  }
  return { keep, bring, clear: () => rmSync(folder, { recursive: true, force: true }) }
}

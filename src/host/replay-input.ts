import { UserError } from '../shared/errors.ts'
import type { MaskedText } from '../shared/execution.ts'
import { FileRef, type FileSource, isStoredFile } from '../shared/file-value.ts'
import { isRecord } from '../shared/json.ts'
import { MASK } from './history/mask.ts'
import { isSensitiveHeader } from './history/masked-headers.ts'

export interface RestoreOptions {
  /** Where secrets stood, as the record has it. */
  readonly masked: readonly MaskedText[]
  readonly secrets: Readonly<Record<string, string>>
  /** A kept payload by its SHA-256. */
  readonly kept: (sha256: string) => FileSource | undefined
}

interface Issue {
  in: string
  name: string
  message: string
}

/**
 * A trigger's output as it was when its run began, from its record: files by reference, secrets in the places where they
 * stood. What cannot be had again is named in a VALIDATION_FAILED (meta.issues). Authorization, Cookie and their like
 * stay masked: whom the run is for stands in the record.
 */
export function restoreTrigger(output: unknown, options: RestoreOptions): Record<string, unknown> {
  const issues: Issue[] = []
  const restored = new Restorer(options, issues).restore(output, [])
  if (issues.length === 0) return isRecord(restored) ? restored : {}
  const list = issues.map(({ in: place, name, message }) => `${place}${name && ` ${name}`} ${message}`).join('; ')
  throw new UserError(
    'VALIDATION_FAILED',
    `The input cannot be put together again: ${list}. Add what is missing to the workspace’s secrets, or send the request anew`,
    { issues },
  )
}

/** A version's snapshot with its secrets put back. Throws WORKFLOW_INVALID when one is not there any more. */
export function restoreSnapshot(text: string, secrets: RestoreOptions['secrets']): unknown {
  const snapshot: unknown = JSON.parse(text)
  if (!isRecord(snapshot) || !Array.isArray(snapshot.masked)) return snapshot
  const issues: Issue[] = []
  const options = { masked: snapshot.masked as MaskedText[], secrets, kept: () => undefined }
  const restored = new Restorer(options, issues).restore(
    { document: snapshot.document, functions: snapshot.functions },
    [],
  )
  const [first] = issues
  if (!first) return restored
  throw new UserError(
    'WORKFLOW_INVALID',
    `The version that ran had a secret in its text: ${first.name} ${first.message}. Add it to the workspace’s secrets`,
  )
}

class Restorer {
  readonly #options: RestoreOptions
  readonly #issues: Issue[]
  readonly #masked: ReadonlyMap<string, MaskedText['parts']>

  constructor(options: RestoreOptions, issues: Issue[]) {
    this.#options = options
    this.#issues = issues
    this.#masked = new Map(options.masked.map(({ path, parts }) => [JSON.stringify(path), parts]))
  }

  restore(value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'string') return this.#text(value, path)
    if (Array.isArray(value)) return value.map((item, index) => this.restore(item, [...path, String(index)]))
    if (!isRecord(value)) return value
    if (isStoredFile(value) && /^[0-9a-f]{64}$/.test(value.sha256)) return this.#file(value, path)
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        if (key.includes(MASK)) this.#report(path, 'has a name that was masked')
        return [key, this.restore(member, [...path, key])]
      }),
    )
  }

  #text(text: string, path: readonly string[]): string {
    const parts = this.#masked.size > 0 && this.#masked.get(JSON.stringify(path))
    if (parts) return parts.map(part => (typeof part === 'string' ? part : this.#secret(part.secret, path))).join('')
    if (text.includes(MASK) && !(path[1] === 'headers' && isSensitiveHeader(path[2] ?? '')))
      this.#report(path, 'was masked, and the record does not say which secret it held')
    return text
  }

  #secret(name: string, path: readonly string[]): string {
    const value = this.#options.secrets[name]
    if (value === undefined) this.#report(path, `held the secret ${name}, which the workspace does not have any more`)
    return value ?? ''
  }

  #file(file: { name?: string; mimeType?: string; sha256: string }, path: readonly string[]): FileRef | undefined {
    const source = this.#options.kept(file.sha256)
    if (source) return new FileRef(source, file.name, file.mimeType)
    this.#report(path, 'is a file whose bytes are not kept any more')
    return undefined
  }

  #report(path: readonly string[], message: string): void {
    const [room = '', place = ''] = path
    const deep = room === 'request' ? 2 : 1
    this.#issues.push({ in: deep === 2 ? place : room, name: path.slice(deep).join('.'), message })
  }
}

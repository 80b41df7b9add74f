import { UserError } from '../../shared/errors.ts'
import { FileRef, isFileObject } from '../../shared/file-value.ts'
import type { ActionInput } from '../../shared/integrations/index.ts'
import { INTEGRATIONS } from '../../shared/integrations/index.ts'
import { isRecord } from '../../shared/json.ts'
import { keepFileObject } from '../file-object.ts'
import type { FileStore } from '../files.ts'
import { didYouMean } from '../workspace/nearest.ts'
import type { Integration } from './types.ts'

/** An action's input, read field by field; what is wrong fails the step with a sentence that names the field. */
export interface Input {
  /** Text; numbers and booleans count as theirs. */
  text(name: string): string
  /** Text, or undefined where nothing (or null, or an empty string) is given. */
  optionalText(name: string): string | undefined
  /** A whole number from 1, also as text. */
  optionalCount(name: string): number | undefined
  map(name: string): Record<string, unknown>
  file(name: string): Promise<FileRef>
  /** None, a file object, or a list of them; the list may be JSON text, as `[{{ a }}, {{ b }}]` becomes (Paragon §2, Interpolation). */
  files(name: string): Promise<FileRef[]>
  /** The raw value. */
  get(name: string): unknown
  /** A failure of this step: `mail.send: to: …` */
  fail(message: string, field?: string): UserError
}

/** Reads the input of `<integration>.<action>`. Throws a UserError (STEP_FAILED) for an unknown action or input. */
export function readInput(
  at: { integration: string; kind: Integration['kind']; action: string },
  values: Record<string, unknown>,
  store: FileStore,
): Input {
  const actions = INTEGRATIONS[at.kind].actions
  const fail = (message: string, field?: string) =>
    new UserError('STEP_FAILED', `${at.integration}.${at.action}: ${field === undefined ? '' : `${field} `}${message}`)
  const description = Object.hasOwn(actions, at.action) ? actions[at.action] : undefined
  if (description === undefined) {
    throw fail(`there is no action ${at.action} in kind ${at.kind}${didYouMean(at.action, Object.keys(actions))}`)
  }
  refuseUnknown(description.inputs, values, fail)
  const get = (name: string): unknown => (Object.hasOwn(values, name) ? values[name] : undefined)
  const optionalText = (name: string): string | undefined => {
    const value = get(name)
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    throw fail(`takes text, not ${kindOf(value)}`, name)
  }
  return {
    get,
    fail,
    optionalText,
    text(name) {
      const value = get(name) === '' ? '' : optionalText(name)
      if (value === undefined) throw fail('is missing; give it a value', name)
      return value
    },
    optionalCount(name) {
      const text = optionalText(name)
      if (text === undefined) return undefined
      const count = Number(text)
      if (!Number.isSafeInteger(count) || count < 1) throw fail(`takes a whole number from 1, not ${text}`, name)
      return count
    },
    map(name) {
      const value = get(name)
      if (isRecord(value) && !(value instanceof FileRef)) return value
      throw fail(`takes a map of names to values, not ${kindOf(value)}`, name)
    },
    file: name => asFile(get(name), name, store, fail),
    async files(name) {
      const value = fromJsonText(get(name))
      if (value === undefined || value === null || value === '') return []
      if (!Array.isArray(value)) return [await asFile(value, name, store, fail)]
      return Promise.all(value.map((item, index) => asFile(item, `${name}[${index}]`, store, fail)))
    },
  }
}

type Fail = Input['fail']

function refuseUnknown(inputs: readonly ActionInput[], values: Record<string, unknown>, fail: Fail): void {
  const known = inputs.map(input => input.name)
  const unknown = Object.keys(values).find(name => !known.includes(name))
  if (unknown !== undefined) throw fail(`there is no input ${unknown}${didYouMean(unknown, known)}`)
}

/** A file in a step's data: by reference, or a file object with hex as callers and Functions write it (Paragon §3). */
async function asFile(value: unknown, field: string, store: FileStore, fail: Fail): Promise<FileRef> {
  if (value instanceof FileRef) return value
  if (!isFileObject(value)) {
    throw fail(
      `takes a file object, not ${kindOf(value)}; send a file, or { name, mimeType, dataType: "FILE", data: <hex> }`,
      field,
    )
  }
  return keepFileObject(value, store, what => fail(what, field))
}

function fromJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing (it is missing)'
  if (value instanceof FileRef) return 'a file'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : `the ${typeof value} ${JSON.stringify(value)}`
}

import type { MaskedText } from '../../shared/execution.ts'
import { isRecord } from '../../shared/json.ts'
import type { Run } from '../engine/run.ts'
import { MASK, SHORTEST_SECRET } from './mask.ts'

type Named = readonly (readonly [name: string, value: string])[]

const NONE: readonly MaskedText[] = []
/** The mask's character as it may stand in a body: itself, escaped in JSON, percent-encoded. */
const MASK_MARKS = [
  Buffer.from(MASK.charAt(0)),
  Buffer.from('u2022'),
  Buffer.from('%E2%80%A2'),
  Buffer.from('%e2%80%a2'),
]

/**
 * Finds in a run's trigger output the texts that will be kept masked, and keeps them as parts with the secrets' names: what
 * replays and resends put the values back by (contract §4). Texts that have `••••••` of their own are kept too, so that these
 * are not taken for masked ones.
 */
export class MaskedTexts {
  readonly #secrets: () => Readonly<Record<string, string>>
  /** A run's trigger does not change, and its row is written several times. */
  readonly #known = new WeakMap<Run, readonly MaskedText[]>()
  #seen: Readonly<Record<string, string>> | undefined
  #named: Named = []

  /** `secrets` gives the values by name, as they are now. */
  constructor(secrets: () => Readonly<Record<string, string>>) {
    this.#secrets = secrets
  }

  /** The masked texts of a run's trigger; empty for most. */
  of(run: Run): readonly MaskedText[] {
    const secrets = this.#secrets()
    if (secrets !== this.#seen) {
      this.#seen = secrets
      this.#named = namedOf(secrets)
    }
    if (this.#named.length === 0 && !mayHoldMask(run.request.body)) return NONE
    const known = this.#known.get(run)
    if (known) return known
    const found: MaskedText[] = []
    walk(run.steps[0]?.output, [], this.#named, found)
    this.#known.set(run, found)
    return found
  }
}

function mayHoldMask(body: Run['request']['body']): boolean {
  if (body === null) return false
  if (!(body instanceof Uint8Array)) return true
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return MASK_MARKS.some(mark => bytes.includes(mark))
}

function namedOf(secrets: Readonly<Record<string, string>>): Named {
  return Object.entries(secrets)
    .filter(([, secret]) => secret.length >= SHORTEST_SECRET)
    .sort(([, a], [, b]) => b.length - a.length)
}

/** The texts below a value that hold a secret of 8 characters or more, or the mask's own characters. */
export function maskedTexts(value: unknown, secrets: Readonly<Record<string, string>>): MaskedText[] {
  const found: MaskedText[] = []
  walk(value, [], namedOf(secrets), found)
  return found
}

/** `path` is one list that is written to on the way down and back: large bodies have a million values, and few hold a secret. */
function walk(value: unknown, path: string[], named: Named, found: MaskedText[]): void {
  if (typeof value === 'string') {
    if (value.includes(MASK) || named.some(([, secret]) => value.includes(secret)))
      found.push({ path: [...path], parts: partsOf(value, named) })
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) step(value[index], String(index), path, named, found)
  } else if (isRecord(value)) {
    for (const key of Object.keys(value)) step(value[key], key, path, named, found)
  }
}

function step(value: unknown, key: string, path: string[], named: Named, found: MaskedText[]): void {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return
  path.push(key)
  walk(value, path, named, found)
  path.pop()
}

function partsOf(text: string, named: Named): MaskedText['parts'] {
  let parts: MaskedText['parts'] = [text]
  for (const [name, value] of named) {
    parts = parts.flatMap(part =>
      typeof part === 'string'
        ? part.split(value).flatMap((piece, index) => (index === 0 ? [piece] : [{ secret: name }, piece]))
        : [part],
    )
  }
  return parts.filter(part => part !== '')
}

import type { MaskedText } from '../../shared/execution.ts'
import { isRecord } from '../../shared/json.ts'
import type { Run } from '../engine/run.ts'
import { MASK, SHORTEST_SECRET } from './mask.ts'

type Named = readonly (readonly [name: string, value: string])[]

/**
 * Finds in a run's trigger output the texts that will be kept masked, and keeps them as parts with the secrets' names: what
 * replays and resends put the values back by (contract §4). Texts that have `••••••` of their own are kept too, so that these
 * are not taken for masked ones.
 */
export class MaskedTexts {
  readonly #secrets: () => Readonly<Record<string, string>>
  /** A run's trigger does not change, and its row is written several times. */
  readonly #known = new WeakMap<Run, readonly MaskedText[]>()

  /** `secrets` gives the values by name, as they are now. */
  constructor(secrets: () => Readonly<Record<string, string>>) {
    this.#secrets = secrets
  }

  /** The masked texts of a run's trigger; empty for most. */
  of(run: Run): readonly MaskedText[] {
    const known = this.#known.get(run)
    if (known) return known
    const found = maskedTexts(run.steps[0]?.output, this.#secrets())
    this.#known.set(run, found)
    return found
  }
}

/** The texts below a value that hold a secret of 8 characters or more, or the mask's own characters. */
export function maskedTexts(value: unknown, secrets: Readonly<Record<string, string>>): MaskedText[] {
  const found: MaskedText[] = []
  const named = Object.entries(secrets)
    .filter(([, secret]) => secret.length >= SHORTEST_SECRET)
    .sort(([, a], [, b]) => b.length - a.length)
  walk(value, [], named, found)
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

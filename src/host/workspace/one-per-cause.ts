import { type DocumentPath, pathText } from './yaml-file.ts'

/** A schema's complaint as a sentence, with the path it is about; `part` says whether the key or its value is wrong. */
export interface Explanation {
  readonly path: DocumentPath
  readonly part: 'key' | 'value'
  readonly message: string
  /** A key too few, a key too much, or a value of another kind. */
  readonly about?: 'missing' | 'unknown' | 'type'
  /** Of an unknown key: the path it probably means. */
  readonly meant?: DocumentPath
}

/**
 * Leaves one sentence for each cause. A key that is missing because it is misspelt is told where it is misspelt; a map
 * that lacks its keys and has others is shown the form that its schema gives as an example.
 */
export function onePerCause(
  told: readonly Explanation[],
  exampleAt: (path: DocumentPath) => string | undefined,
): Explanation[] {
  const meant = new Set(told.flatMap(({ meant }) => (meant === undefined ? [] : [pathText(meant)])))
  const left = told.filter(({ path, about }) => !(about === 'missing' && meant.has(pathText(path))))
  const shown = new Set<string>()
  return left.flatMap(one => {
    const own = one.about === 'type' ? exampleAt(one.path) : undefined
    if (own !== undefined) return [{ ...one, message: `${one.message}; it is written ${own}` }]
    const map = one.path.slice(0, -1)
    const example = one.about === 'missing' || one.about === 'unknown' ? exampleAt(map) : undefined
    const beside = left.filter(({ path }) => pathText(path.slice(0, -1)) === pathText(map))
    const unknown = beside.find(({ about }) => about === 'unknown')
    if (example === undefined || !unknown || !beside.some(({ about }) => about === 'missing')) return [one]
    if (shown.has(pathText(map))) return []
    shown.add(pathText(map))
    const key = String(unknown.path.at(-1))
    return [{ ...unknown, message: `${key} is not known in ${pathText(map)}; it is written ${example}` }]
  })
}

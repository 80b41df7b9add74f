import { setOwn } from '../../shared/template.ts'

/** Adds a value under a name: a repeated name becomes an array, in order; any name is data. */
export function addValue(target: Record<string, unknown>, name: string, value: unknown): void {
  if (!Object.hasOwn(target, name)) {
    setOwn(target, name, value)
    return
  }
  const present = target[name]
  if (repeated.has(present as unknown[])) (present as unknown[]).push(value)
  else {
    const values = [present, value]
    repeated.add(values)
    setOwn(target, name, values)
  }
}

/** Arrays that repeated names made, so that no other value is mistaken for one. */
const repeated = new WeakSet<unknown[]>()

/** Reads `a=1&b=2` as a form does: `+` is a space, repeated names become arrays. */
export function parseForm(text: string): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  if (text === '') return result
  for (const [name, value] of new URLSearchParams(text)) addValue(result, name, value)
  return result
}

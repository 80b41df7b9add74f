import { setOwn } from '../../shared/template.ts'
import { nextTurn } from '../next-turn.ts'

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
  for (const [name, value] of new URLSearchParams(literal(text))) addValue(result, name, value)
  return result
}

/** Fields between two pauses of a large form. */
const PAUSE_AFTER = 5_000

/** As parseForm, for a large form: other requests are answered in between. */
export async function parseLargeForm(text: string): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {}
  let fields = 0
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('&', from)
    const until = end < 0 ? text.length : end
    for (const [name, value] of new URLSearchParams(literal(text.slice(from, until)))) addValue(result, name, value)
    from = until + 1
    if (++fields % PAUSE_AFTER === 0) await nextTurn()
  }
  return result
}

/** URLSearchParams leaves out a question mark at the beginning, which is data in a form. */
function literal(field: string): string {
  return field.startsWith('?') ? `%3F${field.slice(1)}` : field
}

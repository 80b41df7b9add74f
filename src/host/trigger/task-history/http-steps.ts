import { isRecord } from '../../../shared/json.ts'

/** The one action of integrations of the kind `http`, which no other kind has (contract §1, Stand-ins). */
const HTTP_ACTION = /^[^.]*\.request$/

/** The ids of the steps that call an integration of the kind `http`, in a version's snapshot. */
export function httpStepsOf(snapshot: string): ReadonlySet<string> {
  const found = new Set<string>()
  collect(JSON.parse(snapshot), found)
  return found
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found)
  else if (isRecord(value)) {
    const { type, action, id } = value
    if (type === 'integration' && typeof action === 'string' && HTTP_ACTION.test(action)) found.add(String(id))
    for (const member of Object.values(value)) collect(member, found)
  }
}

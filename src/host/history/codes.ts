import type { ExecutedKind, RunSource, RunStatus } from '../../shared/execution.ts'

/** How names are stored: by their place in these lists, so a list is only ever added to at its end. */
const STATUSES: readonly RunStatus[] = ['EXECUTING', 'DELAYED', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED']
const SOURCES: readonly RunSource[] = ['client', 'test-request', 'cli', 'replay', 'event']
const KINDS: readonly ExecutedKind[] = [
  'trigger',
  'function',
  'conditional',
  'fanOut',
  'delay',
  'request',
  'integration',
  'response',
]

function coder<T extends string>(names: readonly T[]) {
  const codes = Object.fromEntries(names.map((name, code) => [name, code])) as Record<T, number>
  return {
    toCode: (name: T): number => codes[name],
    fromCode(code: number): T {
      const name = names[code]
      if (name === undefined)
        throw new Error(`The history holds the unknown code ${code}; known are ${names.join(' ')}`)
      return name
    },
  }
}

export const status = coder(STATUSES)
export const source = coder(SOURCES)
export const kind = coder(KINDS)

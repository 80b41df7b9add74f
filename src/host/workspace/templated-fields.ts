import { assertNever } from '../../shared/errors.ts'
import type { Step } from '../../shared/steps/index.ts'
import type { DocumentPath } from './yaml-file.ts'

/** A part of a step in which templates are resolved. */
export interface TemplatedField {
  readonly path: DocumentPath
  readonly value: unknown
  /** `{{ self.… }}` may stand here: the page a paginated request is at. */
  readonly self: boolean
  /** The step's own id may stand here: pagination looks at the answer it just got. */
  readonly own: boolean
}

/** The parts of a step in which templates may stand, its inner steps aside (contract §1, Templates). */
export function templatedFields(step: Step): TemplatedField[] {
  const fields = (names: readonly string[], flags = { self: false, own: false }): TemplatedField[] =>
    Object.entries(step)
      .filter(([name, value]) => names.includes(name) && value !== undefined)
      .map(([name, value]) => ({ path: [name], value, ...flags }))
  switch (step.type) {
    case 'function':
      return fields(['parameters'])
    case 'conditional':
      return fields(['if'])
    case 'fanOut':
      return fields(['iterator'])
    case 'delay':
      return fields(['value'])
    case 'request': {
      const paged = step.pagination !== undefined
      return [
        ...fields(['url', 'params', 'headers', 'body', 'authorization', 'timeout'], { self: paged, own: false }),
        ...fields(['pagination'], { self: true, own: true }),
      ]
    }
    case 'integration':
      return fields(['with'])
    case 'response':
      return fields(['statusCode', 'body'])
    default:
      return assertNever(step)
  }
}

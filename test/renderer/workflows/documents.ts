import type { Step } from '../../../src/shared/steps/index.ts'

const common = { continueOnError: false, disabled: false }

/** A Function step. */
export const step = (id: string): Step => ({
  ...common,
  id,
  type: 'function',
  autoRetry: false,
  parameters: {},
  code: '() => null',
})

/** A Response step. */
export const response = (id: string): Step => ({
  ...common,
  id,
  type: 'response',
  statusCode: 200,
  responseType: 'JSON',
  body: {},
})

/** A Conditional with its two branches. */
export const conditional = (id: string, whenTrue: Step[], whenFalse: Step[]): Step => ({
  ...common,
  id,
  type: 'conditional',
  if: { any: [{ all: [{ left: 1, operator: 'exists' }] }] },
  whenTrue,
  whenFalse,
})

/** A Fan-out with its inner steps. */
export const fanOut = (id: string, steps: Step[]): Step => ({ ...common, id, type: 'fanOut', iterator: [1, 2], steps })

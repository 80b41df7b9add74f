import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commonShape, retryShape } from '../../src/shared/steps/common.ts'
import { conditionalStep } from '../../src/shared/steps/conditional.ts'
import { delayStep } from '../../src/shared/steps/delay.ts'
import { fanOutStep } from '../../src/shared/steps/fan-out.ts'
import { functionStep } from '../../src/shared/steps/function.ts'
import { type StepKind, stepsSchema } from '../../src/shared/steps/index.ts'
import { integrationStep } from '../../src/shared/steps/integration.ts'
import { requestStep } from '../../src/shared/steps/request.ts'
import { responseStep } from '../../src/shared/steps/response.ts'
import { DATA_TYPES, triggerSchema } from '../../src/shared/workflow.ts'

const text = readFileSync(resolve(import.meta.dirname, '../../docs/documents.md'), 'utf8')
const section = (title: string) => text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
const example = (title: string): Record<string, unknown> =>
  parse(/```yaml\n([\s\S]*?)```/.exec(section(title))?.[1] ?? '')
const shapes: Record<StepKind, object> = {
  function: functionStep.shape,
  conditional: conditionalStep.shape,
  fanOut: fanOutStep.shape,
  delay: delayStep.shape,
  request: requestStep.shape,
  integration: integrationStep.shape,
  response: responseStep.shape,
}

describe('docs/documents.md', () => {
  it.each(Object.entries(shapes))('names every field of the step %s', (kind, shape) => {
    const row = section('Steps')
      .split('\n')
      .find(line => line.startsWith(`| \`${kind}\` |`))
    const shared = [...Object.keys(commonShape), ...Object.keys(retryShape), 'type']
    for (const field of Object.keys(shape)) {
      expect(shared.includes(field) ? section('Steps') : row, field).toContain(`\`${field}\``)
    }
  })

  it('names every type that a body field may have', () => {
    for (const type of DATA_TYPES) expect(section('The trigger')).toContain(type)
  })

  it('shows a trigger and steps that load', () => {
    triggerSchema.parse(example('The trigger').trigger)
    stepsSchema.array().parse(example('Steps').steps)
  })
})

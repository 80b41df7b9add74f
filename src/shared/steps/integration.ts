import { z } from 'zod'
import { commonShape, retryShape } from './common.ts'

/** An action of a local stand-in: `<integration>.<action>` with its inputs. */
export const integrationStep = z.strictObject({
  ...commonShape,
  ...retryShape,
  type: z.literal('integration'),
  action: z
    .string()
    .regex(/^[^.\s]+\.[^.\s]+$/, 'An action is written <integration>.<action>, for example crm.searchContacts')
    .describe('<integration>.<action>, as integrations: in triggerbench.yaml names it'),
  with: z.record(z.string(), z.unknown()).default({}).describe('The inputs of the action by name'),
})

export type IntegrationStep = z.infer<typeof integrationStep>
export const integrationLabel = 'Integration'

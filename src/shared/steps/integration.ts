import { z } from 'zod'
import { commonShape, retryShape } from './common.ts'

/** An action of a local stand-in: `<integration>.<action>` with its inputs. */
export const integrationStep = z.strictObject({
  ...commonShape,
  ...retryShape,
  type: z.literal('integration'),
  action: z
    .string()
    .regex(/^[^.\s]+\.[^.\s]+$/, 'An action is written <integration>.<action>, for example crm.searchContacts'),
  with: z.record(z.string(), z.unknown()).default({}),
})

export type IntegrationStep = z.infer<typeof integrationStep>
export const integrationLabel = 'Integration'

import { z } from 'zod'
import { commonShape } from './common.ts'

export const DELAY_UNITS = { SECONDS: 1_000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 } as const

/** A delay of a whole number of units; the number may be a template. */
export const delayStep = z.strictObject({
  ...commonShape,
  type: z.literal('delay'),
  unit: z.enum(['SECONDS', 'MINUTES', 'HOURS', 'DAYS']).default('SECONDS'),
  value: z.union([z.int().min(0), z.string()]),
})

export type DelayStep = z.infer<typeof delayStep>
export const delayLabel = 'Delay'

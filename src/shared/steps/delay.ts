import { z } from 'zod'
import { commonShape } from './common.ts'

export const DELAY_UNITS = { SECONDS: 1_000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 } as const

/** The longest delay, in milliseconds: ten years, far past any run's life. */
export const LONGEST_DELAY = 3_650 * DELAY_UNITS.DAYS

/** A delay of a whole number of units; the number may be a template. */
export const delayStep = z
  .strictObject({
    ...commonShape,
    type: z.literal('delay'),
    unit: z.enum(['SECONDS', 'MINUTES', 'HOURS', 'DAYS']).default('SECONDS').describe('What value counts'),
    value: z
      .union([
        z.int().min(0),
        z.string().refine(text => text.includes('{{') || /^\d+$/.test(text), {
          error: 'a delay takes a whole number, 0 or more, or a template that gives one',
        }),
      ])
      .describe('How many units to wait: a whole number, 0 or more'),
  })
  .refine(({ unit, value }) => !Number.isSafeInteger(value) || Number(value) * DELAY_UNITS[unit] <= LONGEST_DELAY, {
    error: 'a delay lasts 3650 days at most',
    path: ['value'],
  })

export type DelayStep = z.infer<typeof delayStep>
export const delayLabel = 'Delay'

import { z } from 'zod'
import { commonShape } from './common.ts'
import { type Step, stepsSchema } from './index.ts'

const own = z.strictObject({
  ...commonShape,
  type: z.literal('fanOut'),
  iterator: z.unknown().describe('The array whose items the steps run for: a list, or one template'),
})

/** Its steps once for each item of an array, in parallel; goes on when all have ended. */
export const fanOutStep = own.extend({
  get steps(): z.ZodDefault<z.ZodType<Step[]>> {
    return z.array(stepsSchema).default([])
  },
})

export interface FanOutStep extends z.infer<typeof own> {
  steps: Step[]
}

export const fanOutLabel = 'Fan out'

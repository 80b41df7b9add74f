import { z } from 'zod'
import { conditionSchema } from '../condition.ts'
import { commonShape } from './common.ts'
import { type Step, stepsSchema } from './index.ts'

const own = z.strictObject({ ...commonShape, type: z.literal('conditional'), if: conditionSchema })

/** Two branches, Yes and No; the end of either goes on after the conditional. */
export const conditionalStep = own.extend({
  get whenTrue(): z.ZodDefault<z.ZodType<Step[]>> {
    return z.array(stepsSchema).default([])
  },
  get whenFalse(): z.ZodDefault<z.ZodType<Step[]>> {
    return z.array(stepsSchema).default([])
  },
})

export interface ConditionalStep extends z.infer<typeof own> {
  whenTrue: Step[]
  whenFalse: Step[]
}

export const conditionalLabel = 'Conditional'

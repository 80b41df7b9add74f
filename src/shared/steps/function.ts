import { z } from 'zod'
import { commonShape, retryShape } from './common.ts'

/** A Function: one JavaScript function, inline (`code`) or in its own file (`file`, relative to the workspace). */
export const functionStep = z
  .strictObject({
    ...commonShape,
    ...retryShape,
    type: z.literal('function'),
    parameters: z.record(z.string(), z.unknown()).default({}).describe('What the function gets as its first argument'),
    code: z.string().optional().describe('The function: (parameters, libraries) => value'),
    file: z.string().optional().describe('Its file instead of code, for example workflows/create-lead/shape.js'),
  })
  .refine(step => (step.code === undefined) !== (step.file === undefined), {
    error: 'A function step has either code: (inline) or file: (a path in the workspace)',
    path: ['code'],
  })

export type FunctionStep = z.infer<typeof functionStep>
export const functionLabel = 'Function'

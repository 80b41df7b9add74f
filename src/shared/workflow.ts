import { z } from 'zod'
import { type Step, stepsSchema } from './steps/index.ts'

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ANY'] as const

/** What a request's body field may be asked to be (Paragon §1.5). */
export const DATA_TYPES = [
  'STRING',
  'NUMBER',
  'DATE',
  'BOOLEAN',
  'EMAIL',
  'OBJECT',
  'ARRAY',
  'ANY',
  'FILE',
  'NON_DECIMAL',
] as const

export const validationSchema = z.strictObject({
  params: z.array(z.strictObject({ name: z.string().min(1), required: z.boolean().default(true) })).optional(),
  headers: z
    .array(
      z.strictObject({ name: z.string().min(1), equals: z.string().optional(), required: z.boolean().default(true) }),
    )
    .optional(),
  body: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        type: z.enum(DATA_TYPES).default('ANY'),
        required: z.boolean().default(false),
      }),
    )
    .optional(),
})

export const triggerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('request'),
    name: z.string().min(1).optional(),
    method: z.enum(METHODS).default('POST').describe('The method that is answered'),
    validate: validationSchema.optional().describe('What a request must have; absent: any is accepted'),
  }),
  z.strictObject({
    type: z.literal('event'),
    name: z.string().min(1).optional(),
    event: z.string().min(1).describe('The name of the event'),
  }),
])

/** The workflow document (contract §1, Workflow). Types, messages and the JSON schema all come from it. */
export const workflowSchema = z.strictObject({
  id: z
    .string()
    .regex(/^(?!\.\.?$)[^/?#\\\s]+$/, 'A workflow id is one path segment of the trigger URL: no /, ?, #, \\ or spaces')
    .describe('The id in the trigger URL'),
  name: z.string().min(1).describe('What people call the workflow'),
  description: z.string().optional().describe('What it is for'),
  enabled: z.boolean().default(true).describe('false answers 409 WORKFLOW_DISABLED'),
  trigger: triggerSchema.describe('What starts it: a request, or an App Event'),
  steps: z.array(stepsSchema).default([]).describe('Run from the first to the last'),
})

export type Workflow = z.infer<typeof workflowSchema>
export type Trigger = z.infer<typeof triggerSchema>
export type Validation = z.infer<typeof validationSchema>
export type DataType = (typeof DATA_TYPES)[number]

/** Every step of a workflow in document order, branches and fan-outs included. */
export function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap(step => {
    if (step.type === 'conditional') return [step, ...allSteps(step.whenTrue), ...allSteps(step.whenFalse)]
    return step.type === 'fanOut' ? [step, ...allSteps(step.steps)] : [step]
  })
}

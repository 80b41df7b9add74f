import { z } from 'zod'
import { RESERVED_ROOTS } from '../template.ts'

/** A step id: unique in its workflow and usable as a template's root (contract §1, "Common to steps"). */
export const stepIdSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'A step id starts with a letter or _ and goes on with letters, digits or _')
  .refine(id => !(RESERVED_ROOTS as readonly string[]).includes(id), {
    error: issue => `${String(issue.input)} is reserved; choose another id`,
  })

/** What every step may have. */
export const commonShape = {
  id: stepIdSchema.describe('Unique in the workflow; what templates begin with: {{ id.result }}'),
  name: z.string().min(1).optional().describe('What people call the step; its id when absent'),
  continueOnError: z.boolean().default(false).describe('Goes on when the step fails; its error becomes its output'),
  disabled: z.boolean().default(false).describe('Leaves the step out of every run'),
}

/** Steps that may be tried again after a failure (Paragon §5, Auto-retry). */
export const retryShape = {
  autoRetry: z.boolean().default(false).describe('Tries again up to five times after a failure'),
}

/** A map, or a list of names and values; a list value in the map repeats its name. */
export const namedValuesSchema = z.union([
  z.record(z.string(), z.unknown()),
  z.array(z.strictObject({ name: z.string(), value: z.unknown() })),
])

export type NamedValues = z.infer<typeof namedValuesSchema>

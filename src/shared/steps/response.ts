import { z } from 'zod'
import { commonShape } from './common.ts'

const shape = { ...commonShape, type: z.literal('response'), statusCode: z.int().min(200).max(599).default(200) }

/** The answer: a key-value JSON object, or a file's raw bytes with its MIME type (Paragon §4). */
export const responseStep = z.discriminatedUnion('responseType', [
  z.strictObject({ ...shape, responseType: z.literal('JSON'), body: z.record(z.string(), z.unknown()).default({}) }),
  z.strictObject({ ...shape, responseType: z.literal('FILE'), body: z.unknown() }),
])

export type ResponseStep = z.infer<typeof responseStep>
export const responseLabel = 'Response'

import { z } from 'zod'
import { isRecord } from '../json.ts'
import { commonShape } from './common.ts'

/** The answer: a key-value JSON object, or a file's raw bytes with its MIME type (Paragon §4). */
export const responseStep = z
  .strictObject({
    ...commonShape,
    type: z.literal('response'),
    statusCode: z.int().min(200).max(599).default(200),
    responseType: z.enum(['JSON', 'FILE']).default('JSON'),
    body: z.unknown().optional(),
  })
  .superRefine((step, context) => {
    if (step.responseType === 'JSON' && step.body !== undefined && !isRecord(step.body)) {
      context.addIssue({ code: 'custom', path: ['body'], message: 'A JSON response is a map of keys and values' })
    }
    if (step.responseType === 'FILE' && step.body === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['body'],
        message: 'A FILE response names its file, for example {{ trigger.request.body.contract }}',
      })
    }
  })

export type ResponseStep = z.infer<typeof responseStep>
export const responseLabel = 'Response'

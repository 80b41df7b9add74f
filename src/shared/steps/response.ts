import { z } from 'zod'
import { isFileObject } from '../file-value.ts'
import { isRecord } from '../json.ts'
import { isOneReference } from '../template.ts'
import { commonShape } from './common.ts'

/** The statuses that can end an answer: 1xx announces one, and HTTP knows no others (RFC 9110 §15). */
export const STATUS_RANGE = { least: 200, most: 599 } as const

const statusSchema = z.int().min(STATUS_RANGE.least).max(STATUS_RANGE.most)

/** The answer: a key-value JSON object, or a file's raw bytes with its MIME type (Paragon §4). */
export const responseStep = z
  .strictObject({
    ...commonShape,
    type: z.literal('response'),
    statusCode: z
      .union([
        statusSchema,
        z
          .string()
          .refine(isOneReference, { error: 'a status is a number from 200 to 599, or one template that gives it' }),
      ])
      .default(200)
      .describe('The status of the answer, from 200 to 599'),
    responseType: z
      .enum(['JSON', 'FILE'])
      .default('JSON')
      .describe('JSON answers with the map under body, FILE with the bytes of the file that body refers to'),
    body: z
      .unknown()
      .optional()
      .describe(
        'JSON: a map of keys and values, or one template that gives an object. FILE: one template that gives a file, or a file object',
      ),
  })
  .superRefine(({ responseType, body }, context) => {
    const say = (message: string) => context.addIssue({ code: 'custom', path: ['body'], message })
    if (responseType === 'JSON' && body !== undefined && !isRecord(body) && !isOneReference(body)) {
      say(
        'A JSON response is a map of keys and values, for example { message: created }, or one template that gives one',
      )
    }
    if (responseType === 'FILE' && !isOneReference(body) && !isFileObject(body)) {
      say('A FILE response names its file, for example "{{ trigger.request.body.contract }}"')
    }
  })

export type ResponseStep = z.infer<typeof responseStep>
export const responseLabel = 'Response'

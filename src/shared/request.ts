import { z } from 'zod'
import type { RunStatus } from './execution.ts'
import { parseDuration } from './units.ts'

const STATUSES = ['EXECUTING', 'DELAYED', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const satisfies RunStatus[]

const durationSchema = z.union([z.number(), z.string()]).refine(value => parseDuration(value) !== undefined, {
  error: 'A duration is milliseconds or 600ms, 55s, 2m, 1h, 90d',
})

/** A name and value in order; duplicates are kept, `enabled: false` keeps the row without sending it. */
export const namedValueSchema = z.strictObject({
  name: z.string(),
  value: z.string().default(''),
  enabled: z.boolean().default(true),
})

const partShape = {
  name: z.string(),
  enabled: z.boolean().default(true),
  contentType: z.string().optional(),
  fileName: z.string().optional(),
  headers: z.array(namedValueSchema).default([]),
}

/** A multipart part: text, a workspace file, or hex bytes. */
export const partSchema = z.union([
  z.strictObject({ ...partShape, value: z.string() }),
  z.strictObject({ ...partShape, file: z.string() }),
  z.strictObject({ ...partShape, hex: z.string() }),
])

export const requestBodySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('json'), text: z.string().default('') }),
  z.strictObject({
    type: z.literal('text'),
    text: z.string().default(''),
    contentType: z.string().default('text/plain; charset=utf-8'),
  }),
  z.strictObject({ type: z.literal('xml'), text: z.string().default('') }),
  z.strictObject({ type: z.literal('urlencoded'), fields: z.array(namedValueSchema).default([]) }),
  z.strictObject({
    type: z.literal('multipart'),
    parts: z.array(partSchema).default([]),
    boundary: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('file'), file: z.string(), contentType: z.string().optional() }),
  z.strictObject({
    type: z.literal('hex'),
    hex: z.string().default(''),
    contentType: z.string().default('application/octet-stream'),
  }),
  z.strictObject({ type: z.literal('raw'), file: z.string() }),
])

export const requestAuthSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('bearer'), token: z.string() }),
  z.strictObject({ type: z.literal('basic'), username: z.string(), password: z.string() }),
  z.strictObject({ type: z.literal('testToken'), sub: z.string() }),
])

/** What an answer is judged by (contract §1, `expect`). */
export const expectSchema = z.strictObject({
  status: z.int().optional().describe('The status of the answer'),
  headers: z.record(z.string(), z.string()).optional().describe('Headers that the answer has, names in any case'),
  body: z
    .union([
      z.strictObject({ json: z.unknown() }),
      z.strictObject({ jsonContains: z.unknown() }),
      z.strictObject({ sha256: z.string() }),
      z.strictObject({ file: z.string() }),
      z.strictObject({ contains: z.string() }),
      z.strictObject({ schema: z.unknown() }),
    ])
    .optional(),
  maxDuration: durationSchema.optional().describe('How long the answer may take: milliseconds, or 600ms, 2s, 1m'),
  steps: z
    .record(z.string(), z.strictObject({ status: z.enum(STATUSES).optional(), output: z.unknown().optional() }))
    .optional()
    .describe('By step id: its status, and what its output contains'),
})

/** A saved test request (contract §1). */
export const testRequestSchema = z.strictObject({
  name: z.string().min(1).describe('What people call the request'),
  method: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A method is one word, for example POST (RFC 9110 §9.1)')
    .default('POST')
    .describe('Sent as it is written'),
  params: z.array(namedValueSchema).default([]).describe('Query parameters in order, duplicates kept'),
  rawQuery: z.string().optional().describe('The query as it is typed, in place of params'),
  headers: z.array(namedValueSchema).default([]).describe('Headers in order, their case kept'),
  omitHeaders: z.array(z.string()).default([]).describe('Automatic headers that are not sent, for example user-agent'),
  auth: requestAuthSchema.default({ type: 'none' }).describe('Who the request is from'),
  body: requestBodySchema.default({ type: 'none' }).describe('What is sent, by its type'),
  expect: expectSchema.optional().describe('What the answer is judged by, in triggerbench test and the Checks tab'),
})

export type NamedValue = z.infer<typeof namedValueSchema>
export type Part = z.infer<typeof partSchema>
export type RequestBody = z.infer<typeof requestBodySchema>
export type RequestBodyType = RequestBody['type']
export type TestRequest = z.infer<typeof testRequestSchema>
export type Expectation = z.infer<typeof expectSchema>

import { z } from 'zod'

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
  status: z.int().optional(),
  headers: z.record(z.string(), z.string()).optional(),
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
  maxDuration: z.union([z.number(), z.string()]).optional(),
  steps: z
    .record(z.string(), z.strictObject({ status: z.string().optional(), output: z.unknown().optional() }))
    .optional(),
})

/** A saved test request (contract §1). */
export const testRequestSchema = z.strictObject({
  name: z.string().min(1),
  method: z.string().min(1).default('POST'),
  params: z.array(namedValueSchema).default([]),
  rawQuery: z.string().optional(),
  headers: z.array(namedValueSchema).default([]),
  omitHeaders: z.array(z.string()).default([]),
  auth: requestAuthSchema.default({ type: 'none' }),
  body: requestBodySchema.default({ type: 'none' }),
  expect: expectSchema.optional(),
})

export type NamedValue = z.infer<typeof namedValueSchema>
export type Part = z.infer<typeof partSchema>
export type RequestBody = z.infer<typeof requestBodySchema>
export type RequestBodyType = RequestBody['type']
export type TestRequest = z.infer<typeof testRequestSchema>
export type Expectation = z.infer<typeof expectSchema>

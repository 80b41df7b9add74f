import { z } from 'zod'
import { commonShape, namedValuesSchema, retryShape } from './common.ts'
import { paginationSchema } from './pagination.ts'

export const BODY_TYPES = ['json', 'form-data', 'x-www-form-urlencoded', 'xml', 'raw', 'graphql'] as const

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

/** How an outgoing request proves who it is (contract §1, `request`). */
export const authorizationSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('bearer'), token: z.string() }),
  z.strictObject({ type: z.literal('basic'), username: z.string(), password: z.string() }),
  z.strictObject({ type: z.literal('query_params'), params: namedValuesSchema }),
  z.strictObject({ type: z.literal('auth_header'), headers: namedValuesSchema }),
  z.strictObject({
    type: z.literal('oauth-client-credential'),
    oauthUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    requestType: z.enum(['body-param', 'basic-auth-header']).default('body-param'),
    audience: z.string().optional(),
    scopes: z.union([z.string(), z.array(z.string())]).optional(),
  }),
])

export type Authorization = z.infer<typeof authorizationSchema>

/** The fields that a Request step and the `http` integration's request share. */
export const httpRequestShape = {
  method: z.enum(METHODS).default('GET'),
  url: z.string(),
  params: namedValuesSchema.default({}),
  headers: namedValuesSchema.default({}),
  bodyType: z.enum(BODY_TYPES).optional(),
  body: z.unknown().optional(),
  authorization: authorizationSchema.optional(),
  timeout: z.union([z.number(), z.string()]).optional(),
}

/** An outgoing HTTP request. */
export const requestStep = z.strictObject({
  ...commonShape,
  ...retryShape,
  type: z.literal('request'),
  ...httpRequestShape,
  pagination: paginationSchema.optional(),
})

export type RequestStep = z.infer<typeof requestStep>
export const requestLabel = 'Request'

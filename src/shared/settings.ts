import { z } from 'zod'
import { authorizationSchema } from './steps/request.ts'
import { parseDuration, parseSize } from './units.ts'

const duration = (text: string) =>
  unit(parseDuration, 'A duration is milliseconds or 600ms, 55s, 2m, 1h, 90d').prefault(text)
const size = (text: string) => unit(parseSize, 'A size is bytes or 64KiB, 100MiB, 5GiB').prefault(text)

function unit(parse: (value: string | number) => number | undefined, message: string) {
  return z.union([z.number(), z.string()]).transform((value, context) => {
    const parsed = parse(value)
    if (parsed !== undefined) return parsed
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

const count = (value: number) => z.int().min(1).default(value)

/** Every input's limit (contract §1, the table of limits). Durations are milliseconds, sizes bytes. */
export const limitsSchema = z.strictObject({
  requestBody: size('100MiB'),
  decompressedBody: size('100MiB'),
  headers: size('64KiB'),
  target: size('16KiB'),
  jsonDepth: count(500),
  parts: count(1_000),
  partHeader: size('16KiB'),
  field: size('20MiB'),
  headersTimeout: duration('10s'),
  bodyTimeout: duration('60s'),
  concurrency: count(50),
  queue: z.int().min(0).default(1_000),
  responseTimeout: duration('55s'),
  functionTimeout: duration('30s'),
  functionMemory: size('256MiB'),
  stepOutput: size('50MiB'),
  fileHex: size('255MiB'),
  fanOutItems: count(100_000),
  connections: count(1_000),
})

export const integrationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('crm'), seed: z.string().optional() }),
  z.strictObject({ kind: z.literal('storage'), root: z.string().default('storage') }),
  z.strictObject({ kind: z.literal('email'), smtp: z.string().optional() }),
  z.strictObject({ kind: z.literal('http'), baseUrl: z.string(), authorization: authorizationSchema.optional() }),
])

/** What `trigger.host` may be without `expose: true`: each stands for both loopback families. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1', 'localhost']

/** `triggerbench.yaml` (contract §1, Settings). */
export const settingsSchema = z.strictObject({
  projectId: z
    .string()
    .regex(/^[^/?#\s]+$/, 'A project id is one path segment: no /, ?, # or spaces')
    .default('local')
    .describe('The project in the trigger URL'),
  trigger: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('The address that is listened on'),
      port: z.int().min(0).max(65_535).default(4750).describe('0 takes any free port'),
      hosts: z.array(z.string()).default([]).describe('Further names accepted in the Host header'),
      origins: z.array(z.string()).default([]).describe('Further web origins that may call'),
      expose: z.boolean().default(false).describe('Listens where other machines can call'),
    })
    .refine(({ host, expose }) => expose || LOOPBACK_HOSTS.includes(host), {
      path: ['host'],
      message:
        'Programs of other machines could call this address. Set 127.0.0.1, or expose: true beside it if that is meant',
    })
    .prefault({}),
  auth: z
    .union([z.literal('off'), z.literal(false).transform(() => 'off' as const), z.strictObject({ verify: z.string() })])
    .default('off'),
  onFailure: z
    .enum(['respond', 'wait'])
    .default('respond')
    .describe('respond answers a failed run with 500 at once; wait gives 542 after the limit, as Paragon does'),
  user: z
    .strictObject({ userId: z.string().default('preview-user'), meta: z.record(z.string(), z.unknown()).default({}) })
    .prefault({}),
  settings: z.record(z.string(), z.unknown()).default({}).describe('Values for {{ settings.name }}'),
  secrets: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'A secret name is letters, digits and _')).default([]),
  functions: z
    .strictObject({
      network: z.union([z.enum(['off', 'allow']), z.literal(false).transform(() => 'off' as const)]).default('off'),
    })
    .prefault({}),
  limits: limitsSchema.prefault({}),
  debug: z.strictObject({ hold: z.boolean().default(true) }).prefault({}),
  history: z
    .strictObject({
      keep: duration('90d'),
      maxRuns: count(1_000_000),
      maxBytes: size('5GiB'),
      durability: z.enum(['process', 'power']).default('process'),
      keepAuthorization: z.boolean().default(false),
    })
    .prefault({}),
  integrations: z.record(z.string().regex(/^[A-Za-z_][\w-]*$/), integrationSchema).default({}),
})

export type Settings = z.infer<typeof settingsSchema>
export type Limits = z.infer<typeof limitsSchema>
export type IntegrationSettings = z.infer<typeof integrationSchema>

import { z } from 'zod'
import { isRecord } from '../../shared/json.ts'
import type { DocumentPath } from './yaml-file.ts'

type Schema = z.core.$ZodType

/** The keys a schema knows at a path of a document; of a union, those of the option the document has chosen. */
export function knownKeys(schema: Schema, document: unknown, path: DocumentPath): string[] {
  const keys = new Set<string>()
  for (const option of schemasAt(schema, document, path)) {
    if (option instanceof z.core.$ZodObject) for (const key of Object.keys(option._zod.def.shape)) keys.add(key)
  }
  return [...keys]
}

/** The first example (`meta({ examples })`) that a schema gives for the map at a path. */
export function exampleAt(schema: Schema, document: unknown, path: DocumentPath): string | undefined {
  for (const option of schemasAt(schema, document, path)) {
    const example = z.globalRegistry.get(option)?.examples
    if (Array.isArray(example) && example.length > 0) return flow(example[0])
  }
  return undefined
}

/** Data as a person would write it in one line of YAML. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (!isRecord(value)) return typeof value === 'string' && !/^\w+$/.test(value) ? JSON.stringify(value) : String(value)
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${flow(item)}`)
  return `{ ${entries.join(', ')} }`
}

function schemasAt(schema: Schema, value: unknown, path: DocumentPath): Schema[] {
  const options = unwrap(schema, value)
  const [segment, ...rest] = path
  if (segment === undefined) return options
  return options.flatMap(option => {
    const inner = memberSchema(option, segment)
    return inner === undefined ? [] : schemasAt(inner, memberValue(value, segment), rest)
  })
}

function memberSchema(schema: Schema, segment: PropertyKey): Schema | undefined {
  if (schema instanceof z.core.$ZodObject) return schema._zod.def.shape[String(segment)]
  if (schema instanceof z.core.$ZodArray) return schema._zod.def.element
  return schema instanceof z.core.$ZodRecord ? schema._zod.def.valueType : undefined
}

/** A member of the document's data by one segment of a path. */
export function memberValue(value: unknown, segment: PropertyKey): unknown {
  if (Array.isArray(value)) return value[Number(segment)]
  return isRecord(value) && Object.hasOwn(value, segment) ? value[String(segment)] : undefined
}

function unwrap(schema: Schema, value: unknown): Schema[] {
  if (schema instanceof z.core.$ZodLazy) return unwrap(schema._zod.def.getter(), value)
  if (schema instanceof z.core.$ZodPipe) return unwrap(schema._zod.def.in, value)
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault
  )
    return unwrap(schema._zod.def.innerType, value)
  if (schema instanceof z.core.$ZodDiscriminatedUnion) {
    const { discriminator, options } = schema._zod.def
    const chosen = memberValue(value, discriminator)
    return options
      .filter(option => discriminates(option, discriminator, chosen))
      .flatMap(option => unwrap(option, value))
  }
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.flatMap(option => unwrap(option, value))
  return [schema]
}

function discriminates(option: Schema, discriminator: string, chosen: unknown): boolean {
  const values = option._zod.propValues?.[discriminator]
  return values === undefined || [...values].some(value => value === chosen)
}

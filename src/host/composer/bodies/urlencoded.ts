import { bytesOf } from '../bytes.ts'
import type { BodyComposer } from './types.ts'

/** Fields in order, duplicates kept, serialised as forms are (WHATWG URL §5.2). */
export const composeUrlencoded: BodyComposer<'urlencoded'> = (body, tools) => {
  const fields = body.fields
    .filter(field => field.enabled)
    .map((field, index): [string, string] => [
      tools.text(field.name, `body.fields[${index}].name`),
      tools.text(field.value, `body.fields[${index}].value`),
    ])
  const text = new URLSearchParams(fields).toString()
  return { bytes: bytesOf(Buffer.from(text, 'latin1')), contentType: 'application/x-www-form-urlencoded' }
}

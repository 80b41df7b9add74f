import { bytesOf } from '../bytes.ts'
import type { BodyComposer } from './types.ts'

/** JSON text as it is written: a text that does not parse is sent too, with a note that says where it breaks. */
export const composeJson: BodyComposer<'json'> = (body, tools) => {
  const text = tools.text(body.text, 'body.text')
  try {
    JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) tools.note(`The body is no valid JSON: ${error.message}.`)
  }
  return { bytes: bytesOf(Buffer.from(text, 'utf8')), contentType: 'application/json' }
}

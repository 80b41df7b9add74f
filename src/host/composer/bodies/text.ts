import { bytesOf } from '../bytes.ts'
import { encodeText } from '../charset.ts'
import type { BodyComposer } from './types.ts'

/** Text in the charset of its Content-Type. */
export const composeText: BodyComposer<'text'> = (body, tools) => {
  const contentType = tools.text(body.contentType, 'body.contentType')
  const text = tools.text(body.text, 'body.text')
  return { bytes: bytesOf(encodeText(text, contentType, 'body.text', tools.notes)), contentType }
}

import { bytesOf } from '../bytes.ts'
import { disagreement } from '../detect.ts'
import { decodeHex } from '../hex.ts'
import type { BodyComposer } from './types.ts'

/** Bytes written as hex digits. */
export const composeHex: BodyComposer<'hex'> = async (body, tools) => {
  const bytes = bytesOf(decodeHex(tools.text(body.hex, 'body.hex'), 'body.hex'))
  const contentType = tools.text(body.contentType, 'body.contentType')
  const note = await disagreement(bytes, tools.handType ?? contentType, 'The body')
  if (note) tools.note(note)
  return { bytes, contentType }
}

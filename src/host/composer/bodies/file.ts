import { lookup } from 'mime-types'
import { disagreement } from '../detect.ts'
import type { BodyComposer } from './types.ts'

/** A workspace file, streamed. Its type is the one given, else by its name. */
export const composeFile: BodyComposer<'file'> = async (body, tools) => {
  const { bytes, name } = await tools.file(tools.text(body.file, 'body.file'), 'body.file')
  const given = body.contentType === undefined ? undefined : tools.text(body.contentType, 'body.contentType')
  const contentType = given || lookup(name) || 'application/octet-stream'
  const note = await disagreement(bytes, tools.handType ?? contentType, name)
  if (note) tools.note(note)
  return { bytes, contentType }
}

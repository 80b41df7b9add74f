import type { BodyComposer } from './types.ts'

/** The exact bytes of a file, as captured; the headers alone say what they are. */
export const composeRaw: BodyComposer<'raw'> = async (body, tools) => {
  const { bytes } = await tools.file(tools.text(body.file, 'body.file'), 'body.file')
  return { bytes }
}

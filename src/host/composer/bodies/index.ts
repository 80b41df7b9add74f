import type { RequestBody, RequestBodyType } from '../../../shared/request.ts'
import { composeFile } from './file.ts'
import { composeHex } from './hex.ts'
import { composeJson } from './json.ts'
import { composeMultipart } from './multipart.ts'
import { composeNone } from './none.ts'
import { composeRaw } from './raw.ts'
import { composeText } from './text.ts'
import type { BodyComposer, BodyTools, ComposedBody } from './types.ts'
import { composeUrlencoded } from './urlencoded.ts'
import { composeXml } from './xml.ts'

const composers: { readonly [T in RequestBodyType]: BodyComposer<T> } = {
  none: composeNone,
  json: composeJson,
  text: composeText,
  xml: composeXml,
  urlencoded: composeUrlencoded,
  multipart: composeMultipart,
  file: composeFile,
  hex: composeHex,
  raw: composeRaw,
}

/** A body's bytes and Content-Type. Throws a ComposeError that names the field. */
export async function composeBody(body: RequestBody, tools: BodyTools): Promise<ComposedBody> {
  const compose = composers[body.type] as BodyComposer<RequestBodyType>
  return compose(body, tools)
}

import { bytesOf } from '../bytes.ts'
import type { BodyComposer } from './types.ts'

const DECLARED_ENCODING = /^\ufeff?<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']/

/** XML text as UTF-8. A declaration that names another encoding is noted: the bytes stay UTF-8. */
export const composeXml: BodyComposer<'xml'> = (body, tools) => {
  const text = tools.text(body.text, 'body.text')
  const encoding = DECLARED_ENCODING.exec(text)?.[1]?.toLowerCase()
  if (encoding && encoding !== 'utf-8' && encoding !== 'us-ascii')
    tools.note(`The XML declaration says ${encoding}, but the body is sent as UTF-8.`)
  return { bytes: bytesOf(Buffer.from(text, 'utf8')), contentType: 'application/xml; charset=utf-8' }
}

import type { Answer } from '../../../stores/shown-response.ts'
import { parseDisposition, safeFileName } from './disposition.ts'
import { headerOf } from './headers.ts'
import { judgeType, type Verdict } from './judge.ts'
import { extensionOfType, parseMediaType } from './media-type.ts'
import { sniffType } from './sniff.ts'

/** What is said and what is known about a body's type. */
export type Media = {
  /** The Content-Type as it was sent, with its parameters. */
  readonly declared: string | undefined
  readonly charset: string | undefined
  /** The type by the bytes, when they tell one. */
  readonly detected: string | undefined
  readonly verdict: Verdict
  /** The file name of the Content-Disposition, as sent. */
  readonly name: string | undefined
}

/** What the bytes are: as the host reads them, which knows more formats; of XML the page also knows which. */
const detectedOf = (host: string | undefined, head: Uint8Array | undefined): string | undefined => {
  const own = head ? sniffType(head) : undefined
  return host === undefined || (host === 'application/xml' && own === 'image/svg+xml') ? own : host
}

/** What the headers and the first bytes of an answer say of its body. */
export const mediaOf = (answer: Pick<Answer, 'headers' | 'body'>, head: Uint8Array | undefined): Media => {
  const declared = headerOf(answer.headers, 'content-type')
  const detected = detectedOf(answer.body?.detected, head)
  return {
    declared,
    charset: parseMediaType(declared)?.charset,
    detected,
    verdict: judgeType(declared, detected),
    name: parseDisposition(headerOf(answer.headers, 'content-disposition'))?.fileName,
  }
}

/** The name under which a body is saved: the disposition's, made safe, else `response` with the extension of what the bytes are. */
export const fileNameOf = (media: Media): string => {
  if (media.name) return safeFileName(media.name)
  const essence = (type: string | undefined) => parseMediaType(type)?.essence ?? ''
  const trusted = media.verdict === 'wrong' ? media.detected : (media.declared ?? media.detected)
  const extension = extensionOfType(essence(trusted)) ?? extensionOfType(essence(media.detected)) ?? 'bin'
  return `response.${extension}`
}

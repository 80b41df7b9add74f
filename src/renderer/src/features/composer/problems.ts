import { firstHexError } from '../../../../shared/file-value.ts'
import type { TestRequest } from '../../../../shared/request.ts'

/** Something that keeps a request from being sent, as a sentence. */
export type Problem = { readonly part: number | undefined; readonly text: string }

/** White space between digits is allowed, and a template is not known before it is sent. */
const isFaulty = (hex: string): boolean => !hex.includes('{{') && firstHexError(hex.replaceAll(/\s+/g, '')) >= 0

/** What is to be mended before a request can be sent: hex that is none, a part or body without its file. */
export const problemsOf = ({ body }: Pick<TestRequest, 'body'>): readonly Problem[] => {
  if (body.type === 'hex')
    return isFaulty(body.hex) ? [{ part: undefined, text: 'The body has a digit that is not hex' }] : []
  if (body.type === 'file') return body.file === '' ? [{ part: undefined, text: 'The body has no file yet' }] : []
  if (body.type !== 'multipart') return []
  return body.parts.flatMap((part, index): readonly Problem[] => {
    if (!part.enabled) return []
    const name = part.name || `part ${index + 1}`
    if ('hex' in part && isFaulty(part.hex)) return [{ part: index, text: `${name} has a digit that is not hex` }]
    return 'file' in part && part.file === '' ? [{ part: index, text: `${name} has no file yet` }] : []
  })
}

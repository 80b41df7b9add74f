import { isGeneric, isJson, isTextual, isXml, parseMediaType } from './media-type.ts'

/** `unknown`: the declared type or the bytes do not say enough to tell. */
export type Verdict = 'right' | 'wrong' | 'unknown'

const ZIPPED =
  /^application\/(vnd\.(openxmlformats|oasis|ms-[a-z]+\.)|epub\+zip|java-archive|x-xpinstall|vnd\.android)|\+zip$/
const COMPOUND = /^application\/(msword|vnd\.ms-(excel|powerpoint|outlook|project|works)|x-msi)/

const sameMedia = (declared: string, real: string): boolean => {
  const [declaredFamily, declaredKind] = declared.split('/')
  const [realFamily, realKind] = real.split('/')
  const playable = (family?: string) => family === 'audio' || family === 'video'
  return playable(declaredFamily) && playable(realFamily) && declaredKind === realKind
}

const textVerdict = (declared: string, real: string): Verdict => {
  if (!isTextual(declared)) return 'wrong'
  if (real === 'text/plain' || declared === 'text/plain') return 'right'
  const kind = (essence: string) =>
    isJson(essence) ? 'json' : isXml(essence) ? 'xml' : essence === 'text/html' ? 'html' : 'other'
  const declaredKind = kind(declared)
  if (declaredKind === 'other') return 'right'
  if (declaredKind === 'html' && kind(real) === 'xml') return 'right'
  return declaredKind === kind(real) || (declared === 'application/xhtml+xml' && real === 'text/html')
    ? 'right'
    : 'wrong'
}

/**
 * Whether a declared Content-Type stands for what the bytes are. Containers are judged by what they hold: a DOCX is a ZIP, an SVG is
 * XML, `text/plain` may hold any text; `application/octet-stream` claims nothing.
 */
export const judgeType = (declared: string | undefined, real: string | undefined): Verdict => {
  const said = parseMediaType(declared)?.essence
  const is = parseMediaType(real)?.essence
  if (said === undefined || is === undefined || isGeneric(said)) return 'unknown'
  if (said === is) return 'right'
  if (isGeneric(is)) return isTextual(said) ? 'wrong' : 'unknown'
  if (is === 'application/zip' && ZIPPED.test(said)) return 'right'
  if (said === 'application/zip' && ZIPPED.test(is)) return 'right'
  if (is === 'application/x-cfb' && COMPOUND.test(said)) return 'right'
  if (isTextual(is)) return textVerdict(said, is)
  if (sameMedia(said, is)) return 'right'
  if (/^application\/(x-|vnd\.)/.test(said) && is === 'application/zip') return 'unknown'
  return 'wrong'
}

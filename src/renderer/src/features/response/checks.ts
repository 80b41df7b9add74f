import type { HeaderList } from '../../../../shared/execution.ts'
import { parseDisposition } from './media/disposition.ts'
import { headerOf } from './media/headers.ts'
import { judgeType, type Verdict } from './media/judge.ts'
import type { Media } from './media/media.ts'
import { isGeneric, isTextual, nameOfType, parseMediaType, typeOfName } from './media/media-type.ts'

/** One check of an answer and what came of it; `text` says what was found and, when wrong, what a receiver would do. */
export type Check = { readonly name: string; readonly verdict: Verdict; readonly text: string }

/** What is checked: the headers as they came, the number of bytes that came, and what is known of their type. */
export type Checked = {
  readonly status: number
  readonly headers: HeaderList
  readonly size: number
  readonly media: Media
}

const withoutBody = (status: number): boolean => status === 204 || status === 304

const contentType = ({ media, size, status }: Checked): Check => {
  const name = 'Content-Type'
  if (size === 0)
    return media.declared === undefined || withoutBody(status)
      ? { name, verdict: 'right', text: 'no body, none needed' }
      : { name, verdict: 'unknown', text: `declared ${media.declared}, but no bytes came` }
  const said = parseMediaType(media.declared)?.essence
  const real = media.detected
  if (media.declared === undefined)
    return { name, verdict: 'wrong', text: `none declared, bytes are ${real ?? 'unknown'}; a receiver has to guess` }
  if (said === undefined) return { name, verdict: 'wrong', text: `declared ${media.declared}, which is no media type` }
  if (media.verdict === 'wrong')
    return { name, verdict: 'wrong', text: `declared ${said}, bytes are ${real ?? 'unknown'}` }
  if (isGeneric(said)) return { name, verdict: 'unknown', text: `declared ${said}, bytes are ${real ?? 'unknown'}` }
  if (media.verdict === 'right') return { name, verdict: 'right', text: `declared ${said}, bytes are ${real ?? said}` }
  return { name, verdict: 'unknown', text: `declared ${said}, the bytes do not tell` }
}

const fileName = ({ media }: Checked): Check => {
  const name = 'File name'
  if (media.name === undefined) return { name, verdict: 'unknown', text: 'none given' }
  const named = typeOfName(media.name)
  if (named === undefined || media.detected === undefined)
    return { name, verdict: 'unknown', text: `${media.name}, whose extension tells no type` }
  if (judgeType(named, media.detected) === 'wrong')
    return { name, verdict: 'wrong', text: `${media.name}, but the bytes are ${nameOfType(media.detected)}` }
  return { name, verdict: 'right', text: media.name }
}

const grouped = (value: number): string => value.toLocaleString('en-US')

const contentLength = ({ headers, size }: Checked): Check => {
  const name = 'Content-Length'
  const value = headerOf(headers, 'content-length')
  if (value === undefined)
    return /chunked/i.test(headerOf(headers, 'transfer-encoding') ?? '')
      ? { name, verdict: 'right', text: `chunked, ${grouped(size)} bytes came` }
      : { name, verdict: 'unknown', text: `not given, ${grouped(size)} bytes came` }
  if (Number(value) === size) return { name, verdict: 'right', text: `${value}, and ${grouped(size)} bytes came` }
  return { name, verdict: 'wrong', text: `${value}, but ${grouped(size)} bytes came` }
}

const disposition = ({ headers }: Checked): Check => {
  const name = 'Disposition'
  const value = headerOf(headers, 'content-disposition')
  const parsed = parseDisposition(value)
  if (!parsed) return { name, verdict: 'unknown', text: 'none given' }
  if (!/^(inline|attachment)$/.test(parsed.kind))
    return { name, verdict: 'wrong', text: `${value ?? ''}: neither inline nor attachment, taken as attachment` }
  if (parsed.fileName === undefined) return { name, verdict: 'right', text: `${parsed.kind}, without a name` }
  return {
    name,
    verdict: 'right',
    text: parsed.extended ? `${parsed.kind}, name decoded from RFC 5987` : `${parsed.kind}, with a plain name`,
  }
}

const charset = ({ media, size }: Checked): Check => {
  const name = 'Charset'
  const said = parseMediaType(media.declared)?.essence ?? ''
  if (size === 0 || !isTextual(said)) return { name, verdict: 'unknown', text: 'does not apply to binary' }
  if (media.charset === undefined)
    return { name, verdict: 'unknown', text: said === 'application/json' ? 'UTF-8, as JSON always is' : 'not declared' }
  try {
    new TextDecoder(media.charset)
    return { name, verdict: 'right', text: media.charset }
  } catch {
    return { name, verdict: 'wrong', text: `${media.charset} is no known encoding; a receiver falls back to UTF-8` }
  }
}

/** Judges an answer: declared against real type, name, length, disposition and charset, what is wrong first. */
export const checksOf = (checked: Checked): readonly Check[] => {
  const all = [contentType, fileName, contentLength, disposition, charset].map(check => check(checked))
  const order: Record<Verdict, number> = { wrong: 0, right: 1, unknown: 2 }
  return all
    .map((check, index) => ({ check, index }))
    .sort((a, b) => order[a.check.verdict] - order[b.check.verdict] || a.index - b.index)
    .map(({ check }) => check)
}

import { FileRef } from '../../../shared/file-value.ts'
import { isRecord } from '../../../shared/json.ts'
import { pathSuffix } from '../../../shared/steps/pagination.ts'
import { followReference, type Lookup, parseText, resolveTemplate, type Template } from '../../../shared/template.ts'

/** Reads one place of a page; undefined where nothing is there. */
export type ReadPlace = (page: Lookup) => unknown

/** A place of a page: a template, or a plain path that begins with `response`, with a member of it, or in its body (also `$.items`). */
export function compilePlace(text: string): ReadPlace {
  if (text.includes('{{')) return reading(parseText(text))
  const path = text.trim().replace(/^\$(?=$|[.[])/, 'body')
  const [first] = /^[^.[]*/.exec(path) ?? []
  if (first === 'response') return reading(parseText(`{{ self${pathSuffix(path)} }}`))
  const inBody = first === 'body' || first === 'headers' || first === 'statusCode' ? '' : '.body'
  return reading(parseText(`{{ self.response${inBody}${pathSuffix(path)} }}`))
}

function reading(template: Template): ReadPlace {
  if (template.kind === 'reference') return page => followReference(template.reference, page)
  return page => resolveTemplate(template, page, [])
}

/** Where a body has its results when nobody says: itself, its only array, else the whole of it as one result. */
export function onlyArrayIn(body: unknown): unknown[] {
  if (Array.isArray(body)) return body
  if (body === null || body === undefined) return []
  const arrays = isRecord(body) && !(body instanceof FileRef) ? Object.values(body).filter(Array.isArray) : []
  return arrays.length === 1 && arrays[0] ? arrays[0] : [body]
}

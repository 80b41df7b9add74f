import { parseText, resolveTemplate, TemplateError } from '../../shared/template.ts'
import { ComposeError } from './errors.ts'

/** What a test request's templates may name. */
export interface TemplateValues {
  readonly settings: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
}

/** Resolves one text of a test request; `field` is where it stands, for errors and notes. */
export type ResolveText = (text: string, field: string) => string

const OWN_REFERENCE = /\{\{\s*(?:settings|secrets)\b[^{}]*\}\}/g

/**
 * Gives the function that puts `{{ settings.… }}` and `{{ secrets.… }}` into a test request's texts (contract §1, Saved test request).
 * Everything else in braces is sent as written: it may be what the request is about. A missing value becomes nothing and a note.
 */
export function createTextResolver(values: TemplateValues, notes: string[]): ResolveText {
  const lookup = (root: string): unknown =>
    root === 'settings' ? values.settings : root === 'secrets' ? values.secrets : undefined
  const resolveOne = (text: string, field: string): string => {
    const missing: string[] = []
    try {
      const value = resolveTemplate({ kind: 'text', parts: partsOf(text) }, lookup, missing)
      for (const reference of missing)
        notes.push(`${field}: {{ ${reference} }} has no value; nothing stands in its place.`)
      return String(value)
    } catch (error) {
      if (error instanceof TemplateError)
        throw new ComposeError('TEMPLATE_INVALID', field, `${field}: ${error.message}`)
      throw error
    }
  }
  return (text, field) => (text.includes('{{') ? text.replace(OWN_REFERENCE, found => resolveOne(found, field)) : text)
}

function partsOf(text: string) {
  const template = parseText(text)
  return template.kind === 'reference' ? [template.reference] : template.kind === 'text' ? template.parts : [text]
}

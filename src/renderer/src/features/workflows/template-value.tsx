import { CornerDownRight, File } from 'lucide-react'
import type { ReactNode } from 'react'
import { isStoredFile } from '../../../../shared/file-value.ts'
import { parseTemplate, resolveTemplate, type Template, TemplateError } from '../../../../shared/template.ts'
import { Token } from '../../components/tag.tsx'
import { ValuePreview, valueKind } from '../../components/value-preview.tsx'
import styles from './template-value.module.css'

/** What earlier steps gave in the shown run, by the root of a reference; undefined when no run is shown. */
export type Scope = Readonly<Record<string, unknown>> | undefined

const parsed = (value: unknown): Template => {
  try {
    return parseTemplate(value)
  } catch (error) {
    if (error instanceof TemplateError) return { kind: 'constant', value }
    throw error
  }
}

/** A template as a person reads it: references as tokens, text as it stands, structures as compact JSON with tokens inside. */
export const TemplateText = ({ value }: { readonly value: unknown }): ReactNode => {
  const template = parsed(value)
  return <TemplateParts template={template} nested={false} />
}

const TemplateParts = ({ template, nested }: { readonly template: Template; readonly nested: boolean }): ReactNode => {
  switch (template.kind) {
    case 'constant':
      return typeof template.value === 'string' && !nested ? (
        <span className="mono">{template.value || <span className="d3">empty text</span>}</span>
      ) : (
        <span className="mono">{JSON.stringify(template.value)}</span>
      )
    case 'reference':
      return <Token>{template.reference.text}</Token>
    case 'text':
      return template.parts.map((part, index) =>
        typeof part === 'string' ? (
          <span key={index} className="mono">
            {part}
          </span>
        ) : (
          <Token key={index}>{part.text}</Token>
        ),
      )
    case 'array':
      return (
        <span className="mono">
          [
          {template.items.map((item, index) => (
            <span key={index}>
              {index > 0 ? ', ' : ''}
              <TemplateParts template={item} nested />
            </span>
          ))}
          ]
        </span>
      )
    case 'object':
      return (
        <span className="mono">
          {'{ '}
          {template.entries.map(([key, item], index) => (
            <span key={key}>
              {index > 0 ? ', ' : ''}
              <span className="key">{key}</span>: <TemplateParts template={item} nested />
            </span>
          ))}
          {' }'}
        </span>
      )
  }
}

/** True when a value has a reference anywhere inside. */
const hasReference = (template: Template): boolean => template.kind !== 'constant'

/** A field's template over the value it had in the shown run; literals stand alone, for nothing was resolved. */
export const TemplateValue = ({ value, scope }: { readonly value: unknown; readonly scope: Scope }) => {
  const template = parsed(value)
  const missing: string[] = []
  const resolved = scope && hasReference(template) ? resolveTemplate(template, root => scope[root], missing) : undefined
  return (
    <div className={styles.value}>
      <div className={styles.template}>
        <TemplateParts template={template} nested={false} />
      </div>
      {scope && hasReference(template) ? (
        <div className={styles.resolved}>
          <CornerDownRight className="sm d3" aria-label="resolved to" />
          {missing.length > 0 && resolved === null ? (
            <span className="g warn">nothing there in this run</span>
          ) : (
            <>
              <span className="g el mono">
                {isStoredFile(resolved) ? (
                  <span className={styles.file}>
                    <File className="sm" aria-hidden />
                    {resolved.name || 'unnamed file'}
                  </span>
                ) : (
                  <ValuePreview value={resolved} />
                )}
              </span>
              <span className="d3">{valueKind(resolved)}</span>
            </>
          )}
        </div>
      ) : null}
    </div>
  )
}

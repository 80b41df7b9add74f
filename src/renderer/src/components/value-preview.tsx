import type { ReactNode } from 'react'
import { isStoredFile } from '../../../shared/file-value.ts'
import { count } from '../format.ts'

/** What kind of value it is, in a word: `string`, `object`, `array, 3`, `file, 48,213 B`. */
export const valueKind = (value: unknown): string => {
  if (value === null || value === undefined) return 'null'
  if (isStoredFile(value)) return `file, ${count(Number(value.size))} B`
  if (Array.isArray(value)) return `array, ${value.length}`
  return typeof value
}

const MAX_MEMBERS = 4
const MAX_TEXT = 120

/** A value in one line in the colours of JSON; long texts and many members end in an ellipsis. */
export const ValuePreview = ({ value, depth = 0 }: { readonly value: unknown; readonly depth?: number }): ReactNode => {
  if (value === null || value === undefined) return <span className="d3">null</span>
  if (typeof value === 'string')
    return (
      <span className="str">{JSON.stringify(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value)}</span>
    )
  if (typeof value !== 'object') return <span className="numc">{String(value)}</span>
  if (isStoredFile(value)) return <span>{value.name || 'file'}</span>
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (depth > 1) return '[…]'
    return (
      <>
        {'[ '}
        {value.slice(0, MAX_MEMBERS).map((item, index) => (
          <span key={index}>
            {index > 0 ? ', ' : ''}
            <ValuePreview value={item} depth={depth + 1} />
          </span>
        ))}
        {value.length > MAX_MEMBERS ? ', …' : ''}
        {' ]'}
      </>
    )
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  if (depth > 1) return '{ … }'
  return (
    <>
      {'{ '}
      {entries.slice(0, MAX_MEMBERS).map(([key, item], index) => (
        <span key={key}>
          {index > 0 ? ', ' : ''}
          <span className="key">{key}</span>: <ValuePreview value={item} depth={depth + 1} />
        </span>
      ))}
      {entries.length > MAX_MEMBERS ? ', …' : ''}
      {' }'}
    </>
  )
}

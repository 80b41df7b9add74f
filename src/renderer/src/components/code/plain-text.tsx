import { cx } from '../cx.ts'
import styles from './code.module.css'
import { countLines } from './language.ts'

const SHOWN_WHILE_LOADING = 400

const numbers = (first: number, lines: number): string =>
  Array.from({ length: lines }, (_, index) => first + index).join('\n')

const firstLines = (text: string, limit: number): string => {
  let at = 0
  for (let line = 0; line < limit; line++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return text
    at = end + 1
  }
  return text.slice(0, at)
}

/**
 * The text as it stands before Monaco is there, or instead of it: same font, same lines, same gutter. Without `onChange` it is
 * read-only, and while Monaco `loads` what lies below the first screens is not laid out for a moment's sake.
 */
export const PlainText = ({
  label,
  value,
  wrap,
  folding,
  loads,
  firstLine = 1,
  onChange,
  onCaret,
}: {
  readonly label: string
  readonly value: string
  readonly wrap: boolean
  readonly folding: boolean
  readonly loads: boolean
  readonly firstLine?: number
  readonly onChange?: (value: string) => void
  readonly onCaret?: (offset: number | null) => void
}) => {
  const text = loads && !onChange ? firstLines(value, SHOWN_WHILE_LOADING) : value
  const lines = countLines(text)
  const area = (
    <textarea
      aria-label={label}
      className={cx(styles.lines, wrap && styles.wrapped, wrap && folding && styles.wide)}
      wrap={wrap ? 'soft' : 'off'}
      spellCheck={false}
      autoComplete="off"
      rows={wrap ? undefined : lines}
      readOnly={!onChange}
      value={text}
      onChange={event => onChange?.(event.target.value)}
      onSelect={event => onCaret?.(event.currentTarget.selectionEnd)}
      onBlur={() => onCaret?.(null)}
    />
  )
  if (wrap) return <div className={styles.plain}>{area}</div>
  return (
    <div className={styles.plain}>
      <pre className={cx(styles.gutter, folding && styles.wide)} aria-hidden>
        {numbers(firstLine, lines)}
      </pre>
      {area}
    </div>
  )
}

import { cx } from '../cx.ts'
import styles from './code.module.css'
import { countLines } from './language.ts'

const SHOWN_WHILE_LOADING = 400

const numbers = (lines: number): string => Array.from({ length: lines }, (_, index) => index + 1).join('\n')

const firstLines = (text: string, limit: number): string => {
  let at = 0
  for (let line = 0; line < limit; line++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return text
    at = end + 1
  }
  return text.slice(0, at)
}

/** The text as it stands before Monaco is there, or instead of it: same font, same lines, same gutter. */
export const PlainView = ({
  label,
  value,
  wrap,
  folding,
  whole,
}: {
  readonly label: string
  readonly value: string
  readonly wrap: boolean
  readonly folding: boolean
  /** False while Monaco loads: what lies below the first screens is not laid out for a moment's sake. */
  readonly whole: boolean
}) => {
  const text = whole ? value : firstLines(value, SHOWN_WHILE_LOADING)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard
    <section className={styles.plain} aria-label={label} tabIndex={0}>
      {wrap ? null : (
        <pre className={cx(styles.gutter, folding && styles.wide)} aria-hidden>
          {numbers(countLines(text))}
        </pre>
      )}
      <pre className={cx(styles.lines, wrap && styles.wrapped, wrap && folding && styles.wide)}>{text}</pre>
    </section>
  )
}

/** The same for a text that is edited. */
export const PlainEditor = ({
  label,
  value,
  folding,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly folding: boolean
  readonly onChange: (value: string) => void
}) => (
  <div className={styles.plain}>
    <pre className={cx(styles.gutter, folding && styles.wide)} aria-hidden>
      {numbers(countLines(value))}
    </pre>
    <textarea
      aria-label={label}
      className={styles.lines}
      wrap="off"
      spellCheck={false}
      autoComplete="off"
      rows={countLines(value)}
      value={value}
      onChange={event => onChange(event.target.value)}
    />
  </div>
)

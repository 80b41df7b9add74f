import { useRef } from 'react'
import { cx } from '../cx.ts'
import styles from './code.module.css'
import type { CodeLanguage } from './language.ts'
import { useMonaco } from './load.ts'
import { MonacoSurface } from './monaco-surface.tsx'
import { PlainText } from './plain-text.tsx'

/**
 * Code that is edited; fills its place. `label` is its accessible name. Monaco takes over when it has loaded; until then, and if it
 * cannot be had, a plain text area does the work. Tab indents; after Escape it leaves the editor.
 */
export const CodeEditor = ({
  label,
  value,
  onChange,
  language = 'plaintext',
  wrap = false,
  folding = false,
  framed = false,
  className,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly language?: CodeLanguage
  readonly wrap?: boolean
  readonly folding?: boolean
  readonly framed?: boolean
  readonly className?: string
}) => {
  const loaded = useMonaco()
  const caret = useRef<number>(null)
  return (
    <div className={cx(styles.surface, styles.fill, framed && styles.framed, className)}>
      {loaded.state === 'ready' ? (
        <MonacoSurface
          monaco={loaded.monaco}
          value={value}
          language={language}
          surface={{ label, wrap, folding, readOnly: false }}
          onChange={onChange}
          caret={caret}
        />
      ) : (
        <PlainText
          label={label}
          value={value}
          wrap={wrap}
          folding={folding}
          loads={loaded.state === 'loading'}
          onChange={onChange}
          onCaret={offset => {
            caret.current = offset
          }}
        />
      )}
    </div>
  )
}

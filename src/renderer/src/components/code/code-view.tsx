import { useState } from 'react'
import { cx } from '../cx.ts'
import styles from './code.module.css'
import { type CodeLanguage, countLines, LINE_HEIGHT, PADDING } from './language.ts'
import { useMonaco } from './load.ts'
import { MonacoSurface } from './monaco-surface.tsx'
import { PlainText } from './plain-text.tsx'

/**
 * Read-only code. `label` is its accessible name. It fills its place, or with `fit` is as high as its lines, up to `maxLines`.
 * Monaco takes over when it has loaded; until then, and if it cannot be had, the text stands plainly in the same place.
 */
export const CodeView = ({
  label,
  value,
  language = 'plaintext',
  fit = false,
  maxLines = 30,
  wrap = false,
  folding = false,
  framed = false,
  firstLine = 1,
  className,
}: {
  readonly label: string
  readonly value: string
  readonly language?: CodeLanguage
  readonly fit?: boolean
  readonly maxLines?: number
  readonly wrap?: boolean
  readonly folding?: boolean
  readonly framed?: boolean
  /** The number of the first line, for a text that stands in a larger one. */
  readonly firstLine?: number
  readonly className?: string
}) => {
  const loaded = useMonaco()
  const [content, setContent] = useState<number>()
  const most = maxLines * LINE_HEIGHT + 2 * PADDING
  const wanted = content ?? countLines(value) * LINE_HEIGHT + 2 * PADDING
  const frame = framed ? 2 : 0
  return (
    <div
      className={cx(styles.surface, !fit && styles.fill, framed && styles.framed, className)}
      style={fit ? { height: Math.min(wanted, most) + frame } : undefined}
    >
      {loaded.state === 'ready' ? (
        <MonacoSurface
          monaco={loaded.monaco}
          value={value}
          language={language}
          surface={{ label, wrap, folding, readOnly: true, firstLine }}
          onHeight={fit ? setContent : undefined}
        />
      ) : (
        <PlainText
          label={label}
          value={value}
          wrap={wrap}
          folding={folding}
          loads={loaded.state === 'loading'}
          firstLine={firstLine}
        />
      )}
    </div>
  )
}

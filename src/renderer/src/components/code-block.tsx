import styles from './code-block.module.css'

/** Source text with line numbers, read-only. `language` names what it is for a viewer that colours it. */
export const CodeBlock = ({
  label,
  text,
  language,
}: {
  readonly label: string
  readonly text: string
  readonly language: 'javascript' | 'json'
}) => (
  <figure className={styles.frame} aria-label={label}>
    <pre
      className={styles.code}
      data-language={language}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and must do so by keyboard too (WCAG 2.1.1)
      tabIndex={0}
    >
      {text
        .trimEnd()
        .split('\n')
        .map((line, index) => (
          <span key={`${index}:${line}`} className={styles.line}>
            <i aria-hidden>{index + 1}</i>
            <span>{line}</span>
          </span>
        ))}
    </pre>
  </figure>
)

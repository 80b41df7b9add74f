import type { HTMLAttributes, ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './tag.module.css'

/** The tones of state; never the only carrier of a meaning. */
export type Tone = 'ok' | 'warn' | 'bad' | 'late' | 'info' | 'acc' | 'd2' | 'd3'

/** A small piece of data in a chip: an id, a format, a version. */
export const Tag = ({ className, ...rest }: HTMLAttributes<HTMLSpanElement>) => (
  <span className={cx(styles.tag, className)} {...rest} />
)

/** A count beside a label; `tone="warn"` for things to look at. */
export const Count = ({ tone, children }: { readonly tone?: 'warn' | 'bad'; readonly children: ReactNode }) => (
  <span className={cx(styles.num, tone && styles[tone])} aria-hidden>
    {children}
  </span>
)

/** A dot in the colour of a state; the word stands beside it. */
export const Dot = ({ tone }: { readonly tone: Tone }) => <i className={cx(styles.dot, tone)} aria-hidden />

/** A template reference, shown as one token. */
export const Token = ({ children }: { readonly children: string }) => (
  <span className={styles.tok} title={children}>
    {children}
  </span>
)

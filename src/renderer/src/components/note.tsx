import { CircleX, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './note.module.css'

const ICON = { warn: TriangleAlert, bad: CircleX, info: Info } as const

/** A framed remark: what is the matter, and in `actions` what can be done about it. */
export const Note = ({
  tone = 'warn',
  actions,
  children,
}: {
  readonly tone?: 'warn' | 'bad' | 'info'
  readonly actions?: ReactNode
  readonly children: ReactNode
}) => {
  const Icon = ICON[tone]
  return (
    <div className={cx(styles.note, styles[tone])} role="note">
      <Icon aria-hidden />
      <div className={styles.body}>
        {children}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </div>
  )
}

import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

/** What stands where nothing is yet: what this place is for, and what to do next. */
export const EmptyState = ({
  icon,
  title,
  children,
  action,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) => (
  <div className={styles.empty}>
    {icon ? <span className={styles.icon}>{icon}</span> : null}
    <p className={styles.title}>{title}</p>
    {children ? <div className={styles.text}>{children}</div> : null}
    {action ? <div className={styles.action}>{action}</div> : null}
  </div>
)

import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { cx } from './cx.ts'
import styles from './tabs.module.css'
import { Count } from './tag.tsx'

/** One tab: its `label` is its accessible name and its panel's; a badge is described, not part of the name. */
export type TabItem<Id extends string = string> = {
  readonly id: Id
  readonly label: string
  readonly badge?: number | string
  readonly badgeTone?: 'warn' | 'bad'
  readonly badgeText?: string
  readonly content: ReactNode
}

/**
 * A tablist and its panels, by the ARIA tabs pattern: arrow keys, Home and End move and select, Tab goes into the panel.
 * Only the selected panel has content; the others stand empty and hidden so that every tab controls a panel of its name.
 * `trailing` stands at the right end of the bar, `between` under the bar and above every panel.
 */
export const Tabs = <Id extends string>({
  label,
  items,
  value,
  onChange,
  trailing,
  between,
  className,
}: {
  readonly label: string
  readonly items: readonly TabItem<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
  readonly trailing?: ReactNode
  readonly between?: ReactNode
  readonly className?: string
}) => {
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const selected = items.some(item => item.id === value) ? value : items[0]?.id

  const onKeyDown = (event: KeyboardEvent) => {
    const index = items.findIndex(item => item.id === selected)
    const last = items.length - 1
    const targets: Record<string, number> = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    }
    const target = targets[event.key]
    const item = target === undefined ? undefined : items[target]
    if (!item) return
    event.preventDefault()
    onChange(item.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${item.id}"]`)?.focus()
  }

  return (
    <div className={cx(styles.root, className)}>
      <div className={styles.bar}>
        <div className={styles.tabs} role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {items.map(item => (
            <button
              key={item.id}
              type="button"
              role="tab"
              id={`${base}-tab-${item.id}`}
              data-tab={item.id}
              aria-selected={item.id === selected}
              aria-controls={`${base}-panel-${item.id}`}
              aria-description={item.badge === undefined ? undefined : (item.badgeText ?? String(item.badge))}
              tabIndex={item.id === selected ? 0 : -1}
              onClick={() => onChange(item.id)}
            >
              {item.label}
              {item.badge === undefined ? null : <Count tone={item.badgeTone}>{item.badge}</Count>}
            </button>
          ))}
        </div>
        {trailing ? <div className={styles.trailing}>{trailing}</div> : null}
      </div>
      {between}
      {items.map(item => (
        <div
          key={item.id}
          role="tabpanel"
          id={`${base}-panel-${item.id}`}
          aria-labelledby={`${base}-tab-${item.id}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable by keyboard (ARIA tabs pattern)
          tabIndex={0}
          hidden={item.id !== selected}
          className={styles.panel}
        >
          {item.id === selected ? item.content : null}
        </div>
      ))}
    </div>
  )
}

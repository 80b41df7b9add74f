import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './popup.module.css'

/** One entry of a menu; `separator` draws a line above it. */
export type MenuItem = {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  readonly hint?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly separator?: boolean
  readonly onSelect: () => void
}

/** A menu of actions. `trigger` is the button that opens it (it needs an accessible name). */
export const Menu = ({
  trigger,
  items,
  align = 'start',
}: {
  readonly trigger: ReactElement
  readonly items: readonly MenuItem[]
  readonly align?: 'start' | 'end'
}) => (
  <Base.Root>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
        <Base.Popup className={styles.popup}>
          {items.map(item => (
            <div key={item.id} role="none">
              {item.separator ? <Base.Separator className={styles.separator} /> : null}
              <Base.Item
                className={cx(styles.item, item.danger && styles.danger)}
                disabled={item.disabled}
                onClick={item.onSelect}
              >
                {item.icon}
                <span className={styles.grow}>{item.label}</span>
                {item.hint ? <span className={styles.hint}>{item.hint}</span> : null}
              </Base.Item>
            </div>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

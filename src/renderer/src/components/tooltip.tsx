import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import styles from './popup.module.css'

/** A remark that appears on hover and on focus of `children`. It repeats or adds; nothing stands in it alone. */
export const Tooltip = ({ text, children }: { readonly text: ReactNode; readonly children: ReactElement }) => (
  <Base.Root>
    <Base.Trigger delay={400} render={children} />
    <Base.Portal>
      <Base.Positioner className={styles.positioner} sideOffset={6}>
        <Base.Popup className={styles.tip}>{text}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

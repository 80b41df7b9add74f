import type { ReactNode } from 'react'
import styles from './kbd.module.css'

/** Keys of a shortcut. Hidden from assistive technology: the control carries `aria-keyshortcuts`. */
export const Kbd = ({ children }: { readonly children: ReactNode }) => (
  <kbd className={styles.kbd} aria-hidden>
    {children}
  </kbd>
)

/** `⌘` on Apple machines, else `Ctrl`. */
export const MOD: string = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'

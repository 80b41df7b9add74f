import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import styles from './button.module.css'
import { cx } from './cx.ts'

type Common = ButtonHTMLAttributes<HTMLButtonElement> & { readonly ref?: Ref<HTMLButtonElement> }

/** A labelled button. One `primary` a screen; `quiet` has no outline; `sm` is 24 px high for bars, else 28 px. */
export const Button = ({
  variant = 'default',
  size = 'md',
  className,
  type = 'button',
  ...rest
}: Common & {
  readonly variant?: 'default' | 'primary' | 'quiet' | 'warn'
  readonly size?: 'md' | 'sm' | 'lg'
}) => <button type={type} className={cx(styles.btn, styles[variant], styles[size], className)} {...rest} />

/** A square button that shows an icon alone; `label` is its accessible name and its tooltip. */
export const IconButton = ({
  label,
  size = 'md',
  pressed,
  className,
  children,
  type = 'button',
  ...rest
}: Common & {
  readonly label: string
  readonly size?: 'md' | 'sm'
  readonly pressed?: boolean
  readonly children: ReactNode
}) => (
  <button
    type={type}
    aria-label={label}
    title={label}
    aria-pressed={pressed}
    className={cx(styles.icon, size === 'sm' && styles.iconSm, pressed && styles.on, className)}
    {...rest}
  >
    {children}
  </button>
)

/** A button that reads as a link, for an action inside text. */
export const LinkButton = ({ className, type = 'button', ...rest }: Common) => (
  <button type={type} className={cx(styles.link, className)} {...rest} />
)

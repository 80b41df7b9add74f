import { Check } from 'lucide-react'
import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { cx } from './cx.ts'
import styles from './field.module.css'

/**
 * A one-line text field. `label` is its accessible name (shown above it only by `Labelled`); `leading` and `trailing` stand inside the frame.
 * `bare` leaves out the frame, for cells of a table.
 */
export const TextField = ({
  label,
  mono = false,
  bare = false,
  invalid = false,
  leading,
  trailing,
  className,
  ref,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> & {
  readonly label: string
  readonly mono?: boolean
  readonly bare?: boolean
  readonly invalid?: boolean
  readonly leading?: ReactNode
  readonly trailing?: ReactNode
  readonly ref?: Ref<HTMLInputElement>
}) => (
  <span className={cx(styles.field, bare && styles.bare, invalid && styles.invalid, className)}>
    {leading}
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      ref={ref}
      aria-label={label}
      aria-invalid={invalid || undefined}
      className={cx(styles.input, mono && 'mono')}
    />
    {trailing}
  </span>
)

/** A field under its visible label. */
export const Labelled = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className={styles.labelled}>
    <span className={styles.label} aria-hidden>
      {label}
    </span>
    {children}
  </div>
)

/** A checkbox of 14 px in the accent colour. */
export const Checkbox = ({
  label,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
}) => (
  <span className={styles.check}>
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onChange={event => onChange(event.target.checked)}
    />
    <Check aria-hidden />
  </span>
)

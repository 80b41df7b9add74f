import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './popup.module.css'
import own from './select.module.css'

/** One choice; `hint` stands greyed at its right end. */
export type SelectOption<Value extends string = string> = {
  readonly value: Value
  readonly label: string
  readonly icon?: ReactNode
  readonly hint?: string
}

/**
 * A choice of one among few. `label` is its accessible name; with `showLabel` it stands greyed before the value (`Status any`).
 * `plain` leaves out the frame, for a control that sits inside another one.
 */
export const Select = <Value extends string>({
  label,
  value,
  options,
  onChange,
  size = 'md',
  mono = false,
  plain = false,
  showLabel = false,
  active = false,
  disabled = false,
  className,
}: {
  readonly label: string
  readonly value: Value
  readonly options: readonly SelectOption<Value>[]
  readonly onChange: (value: Value) => void
  readonly size?: 'md' | 'sm'
  readonly mono?: boolean
  readonly plain?: boolean
  readonly showLabel?: boolean
  readonly active?: boolean
  readonly disabled?: boolean
  readonly className?: string
}) => {
  const current = options.find(option => option.value === value)
  return (
    <Base.Root
      value={value}
      disabled={disabled}
      onValueChange={next => {
        if (next !== null) onChange(next)
      }}
    >
      <Base.Trigger
        aria-label={label}
        className={cx(
          own.trigger,
          size === 'sm' && own.sm,
          mono && 'mono',
          plain && own.plain,
          active && own.active,
          className,
        )}
      >
        {current?.icon}
        {showLabel ? <span className={own.label}>{label}</span> : null}
        <span className="el">{current?.label ?? value}</span>
        <ChevronDown className="sm" aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={styles.popup}>
            <Base.List>
              {options.map(option => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  label={option.label}
                  className={cx(styles.item, mono && 'mono')}
                >
                  <span className={styles.mark}>
                    <Base.ItemIndicator>
                      <Check className="sm" aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  {option.icon}
                  <Base.ItemText className={styles.grow}>{option.label}</Base.ItemText>
                  {option.hint ? <span className={styles.hint}>{option.hint}</span> : null}
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

import { X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import type { NamedValue } from '../../../../../shared/request.ts'
import { IconButton } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import { Checkbox, TextField } from '../../../components/field.tsx'
import { dropTarget, Grip } from './grip.tsx'
import { moved, replaced, without } from './move.ts'
import styles from './rows.module.css'

const EMPTY: NamedValue = { name: '', value: '', enabled: true }

/**
 * Names and values in order: duplicates are kept, a row can be switched off, moved and removed; the last, empty one makes a new row.
 * `kind` names a row (`Param`); `names` and `valuesOf` are hints; `after` stands behind the rows and before the empty one.
 */
export const NamedRows = ({
  kind,
  rows,
  onChange,
  names = [],
  valuesOf,
}: {
  readonly kind: string
  readonly rows: readonly NamedValue[]
  readonly onChange: (rows: NamedValue[]) => void
  readonly names?: readonly string[]
  readonly valuesOf?: (name: string) => readonly string[]
}) => {
  const id = useId()
  const onMove = (from: number, to: number) => onChange([...moved(rows, from, to)])
  const row = (value: NamedValue, index: number, control: ReactNode, end: ReactNode) => {
    const nth = index < rows.length ? index + 1 : 'new'
    const set = (patch: Partial<NamedValue>) =>
      onChange(index < rows.length ? replaced(rows, index, { ...value, ...patch }) : [...rows, { ...EMPTY, ...patch }])
    const hints = valuesOf?.(value.name.toLowerCase()) ?? []
    return (
      <div
        key={index}
        className={cx(styles.row, styles.named, !value.enabled && styles.off)}
        {...(index < rows.length ? dropTarget({ list: id, index, onMove }) : {})}
      >
        {control}
        <TextField
          label={`${kind} ${nth} name`}
          mono
          bare
          placeholder="name"
          value={value.name}
          list={names.length > 0 ? `${id}-names` : undefined}
          onChange={event => set({ name: event.target.value })}
        />
        <TextField
          label={`${kind} ${nth} value`}
          mono
          bare
          placeholder="value"
          value={value.value}
          list={hints.length > 0 ? `${id}-values-${index}` : undefined}
          onChange={event => set({ value: event.target.value })}
        />
        {hints.length > 0 ? (
          <datalist id={`${id}-values-${index}`}>
            {hints.map(hint => (
              <option key={hint} value={hint} />
            ))}
          </datalist>
        ) : null}
        {end}
      </div>
    )
  }
  return (
    <div data-rows className={styles.rows}>
      {[...rows, EMPTY].map((value, index) => {
        const label = value.name || `${kind.toLowerCase()} ${index + 1}`
        if (index === rows.length)
          return row(
            value,
            index,
            <>
              <span />
              <span />
            </>,
            null,
          )
        return row(
          value,
          index,
          <>
            <Grip label={label} moving={{ list: id, index, onMove }} />
            <Checkbox
              label={`Send ${label}`}
              checked={value.enabled}
              onChange={enabled => onChange(replaced(rows, index, { ...value, enabled }))}
            />
          </>,
          <IconButton
            label={`Remove ${label}`}
            size="sm"
            className={styles.remove}
            onClick={() => onChange(without(rows, index))}
          >
            <X className="sm" aria-hidden />
          </IconButton>,
        )
      })}
      {names.length > 0 ? (
        <datalist id={`${id}-names`}>
          {names.map(name => (
            <option key={name} value={name} />
          ))}
        </datalist>
      ) : null}
    </div>
  )
}

import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { cx } from './cx.ts'
import styles from './listbox.module.css'

/**
 * One option. Its accessible name is what `content` shows and does not hide with `aria-hidden` (WCAG 2.5.3); `label` says the same for
 * typing ahead and for the tooltip, `description` what is beside the name.
 */
export type ListOption = {
  readonly id: string
  readonly label: string
  readonly description?: string
  readonly content: ReactNode
  readonly mono?: boolean
}

/**
 * A single-select list of 28 px rows. Arrow keys, Home and End move the focus, Enter and Space choose, typing letters goes to a name.
 * The focus is one stop of the Tab order: the selected row, else the first.
 */
export const Listbox = ({
  label,
  options,
  selected,
  onSelect,
}: {
  readonly label: string
  readonly options: readonly ListOption[]
  readonly selected: string | undefined
  readonly onSelect: (id: string) => void
}) => {
  const root = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  const stop = options.some(option => option.id === selected) ? selected : options[0]?.id

  const focusRow = (index: number) => {
    const row = root.current?.children[Math.max(0, Math.min(index, options.length - 1))]
    if (row instanceof HTMLElement) row.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const rows: (Element | null)[] = [...(root.current?.children ?? [])]
    const index = rows.indexOf(document.activeElement)
    const moves: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: options.length - 1 }
    const move = moves[event.key]
    if (move !== undefined) {
      event.preventDefault()
      focusRow(move)
      return
    }
    const option = options[index]
    if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ' ') {
      event.preventDefault()
      if (option) onSelect(option.id)
      return
    }
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return
    const fresh = event.timeStamp - typed.current.at > 700
    typed.current = { text: (fresh ? '' : typed.current.text) + event.key.toLowerCase(), at: event.timeStamp }
    const found = options.findIndex(candidate => candidate.label.toLowerCase().startsWith(typed.current.text))
    if (found >= 0) focusRow(found)
  }

  return (
    <div role="listbox" aria-label={label} ref={root}>
      {options.map(option => (
        <div
          key={option.id}
          role="option"
          aria-selected={option.id === selected}
          aria-description={option.description}
          tabIndex={option.id === stop ? 0 : -1}
          title={option.description ? `${option.label}: ${option.description}` : option.label}
          className={cx(styles.row, option.mono && 'mono', option.id === selected && styles.on)}
          onClick={() => onSelect(option.id)}
          onKeyDown={onKeyDown}
        >
          {option.content}
        </div>
      ))}
    </div>
  )
}

import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { cx } from '../components/cx.ts'
import { type Command, matchCommands } from './commands.ts'
import styles from './palette.module.css'

const PalettePanel = ({
  commands,
  onClose,
}: {
  readonly commands: readonly Command[]
  readonly onClose: () => void
}) => {
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const listId = useId()
  const found = useMemo(() => matchCommands(commands, text), [commands, text])
  const current = found[Math.min(active, found.length - 1)]

  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      event.stopPropagation()
      run(current)
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      const next = (Math.min(active, found.length - 1) + step + found.length) % Math.max(found.length, 1)
      setActive(next)
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' })
    }
  }

  return (
    <>
      <div className={styles.field}>
        <Search aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label="Search workflows, runs, commands"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current ? `${listId}-${found.indexOf(current)}` : undefined}
          placeholder="Search workflows, runs, commands"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={event => {
            setText(event.target.value)
            setActive(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.list} role="listbox" id={listId} aria-label="Results">
        {found.map((command, index) => (
          // The text field keeps the focus and handles the keys (ARIA combobox pattern).
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={command === current}
            className={cx(styles.item, command === current && styles.active)}
            onMouseMove={() => setActive(index)}
            onClick={() => run(command)}
            onKeyDown={onKeyDown}
          >
            <command.Icon className="sm" aria-hidden />
            <span className="el">{command.label}</span>
            <span className={styles.group}>{command.group}</span>
          </div>
        ))}
        {found.length === 0 ? <p className={styles.none}>Nothing is named like that.</p> : null}
      </div>
    </>
  )
}

/** The command palette: every workflow, test request, recent run and command, found by typing. */
export const Palette = ({
  open,
  onOpenChange,
  commands,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly commands: () => readonly Command[]
}) => (
  <Dialog.Root open={open} onOpenChange={onOpenChange}>
    <Dialog.Portal>
      <Dialog.Backdrop className={styles.backdrop} />
      <Dialog.Popup className={styles.popup}>
        <Dialog.Title className="sr">Command palette</Dialog.Title>
        {open ? <PalettePanel commands={commands()} onClose={() => onOpenChange(false)} /> : null}
      </Dialog.Popup>
    </Dialog.Portal>
  </Dialog.Root>
)

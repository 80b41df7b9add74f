import { GripVertical } from 'lucide-react'
import type { DragEvent, KeyboardEvent } from 'react'
import styles from './rows.module.css'

/** What a row needs to be moved; `list` tells lists on one page apart. */
export type Moving = {
  readonly list: string
  readonly index: number
  readonly onMove: (from: number, to: number) => void
}

const KIND = 'application/x-triggerbench-row'

/** The handle of a row: dragged with the pointer, moved with the arrow keys. */
export const Grip = ({ label, moving }: { readonly label: string; readonly moving: Moving }) => {
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (step === 0) return
    event.preventDefault()
    const grips = event.currentTarget.closest('[data-rows]')?.querySelectorAll<HTMLElement>('[data-grip]')
    moving.onMove(moving.index, moving.index + step)
    // The row goes on under another handle: the focus follows it.
    grips?.[moving.index + step]?.focus()
  }
  return (
    <button
      type="button"
      className={styles.grip}
      data-grip
      aria-label={`Move ${label}`}
      title="Drag, or press the up and down arrows"
      draggable
      onKeyDown={onKeyDown}
      onDragStart={event => {
        event.dataTransfer.setData(KIND, `${moving.list} ${moving.index}`)
        event.dataTransfer.effectAllowed = 'move'
      }}
    >
      <GripVertical className="sm" aria-hidden />
    </button>
  )
}

/** The handlers by which a row takes another one of its list that is dropped on it. */
export const dropTarget = (moving: Moving) => ({
  onDragOver: (event: DragEvent<HTMLElement>) => {
    if (event.dataTransfer.types.includes(KIND)) event.preventDefault()
  },
  onDrop: (event: DragEvent<HTMLElement>) => {
    const data = event.dataTransfer.getData(KIND)
    const at = data.lastIndexOf(' ')
    if (at < 0 || data.slice(0, at) !== moving.list) return
    event.preventDefault()
    event.stopPropagation()
    moving.onMove(Number(data.slice(at + 1)), moving.index)
  },
})
